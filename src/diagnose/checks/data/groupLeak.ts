import { groupsLookAlike } from '../../../measure/data/groupEffect.js';
import type { MeasuredGroups } from '../../../measure/data/measureGroups.js';
import { formatPercent } from '../../../metrics/format.js';
import type { Finding } from '../../finding.js';

/** Share of the validation images whose group is in training too, from which on they do not represent new groups. A choice. */
export const LEAKED = 0.1;

/** Accuracy lost with whole groups held out, at the low end of the interval, from which on the leak is critical. A choice. */
export const ILLUSION = 0.05;

/**
 * Finds images of one photo, plant or video in both splits: the network can recognize the photo instead of the class.
 * File names alone are no proof: images of one group must also look alike.
 */
export function groupLeak({
  pattern,
  numGroups,
  straddling,
  leaked,
  validation,
  effect,
  accuracy,
}: MeasuredGroups): Finding[] {
  if (leaked / validation < LEAKED || !groupsLookAlike(effect)) return [];
  const illusion = accuracy.fall.interval[0] >= ILLUSION;
  return [
    {
      check: 'group-leak',
      severity: illusion ? 'critical' : 'warning',
      summary: `${leaked} of ${validation} validation images share a group (by file name) with training images.${illusion ? ` With whole groups held out, the accuracy of a small classifier falls from ${formatPercent(accuracy.random)} to ${formatPercent(accuracy.byGroup)}.` : ''}`,
      evidence: [
        {
          measure: `groups by ${pattern}`,
          expected: 'each in one split',
          received: `${straddling} of ${numGroups} in both`,
        },
        {
          measure: 'cross-validated accuracy, whole groups held out',
          expected: `${accuracy.random.toFixed(2)}, as with random folds`,
          received: `${accuracy.byGroup.toFixed(2)} (${accuracy.fall.interval.map((end) => end.toFixed(2)).join(' to ')} less)`,
        },
        {
          measure: 'nearest image of the class is from the same group',
          expected: `${formatPercent(effect.expected)}, as by chance`,
          received: `${formatPercent(effect.observed)} (${effect.interval.map((end) => Math.round(100 * end)).join(' to ')})`,
        },
      ],
      fix: { text: `Split by group: --set 'groupPattern=${pattern}', or move each group into one split.` },
    },
  ];
}
