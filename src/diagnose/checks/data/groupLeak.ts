import { groupsLookAlike } from '../../../measure/data/groupEffect.js';
import type { MeasuredGroups } from '../../../measure/data/measureGroups.js';
import type { Finding } from '../../finding.js';

/** Share of the validation images whose group is in training too, from which on they no longer stand for new groups. */
const LEAKED = 0.1;

/** Accuracy that is lost where whole groups are kept out, at the low end of the interval, from which on it is an illusion. */
const ILLUSION = 0.05;

/**
 * Finds pictures of one photo, plant or video on both sides of the split: the network recognises the photo, and the
 * validation accuracy is that on old ones. Names alone are no proof: pictures of one group must also look alike.
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
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  return [
    {
      check: 'group-leak',
      severity: illusion ? 'critical' : 'warning',
      summary: `${leaked} of ${validation} validation images come from something that is in the training set too, by their names (${straddling} of ${numGroups} groups stand in both splits)${illusion ? `; the accuracy of a small classifier falls from ${percent(accuracy.random)} to ${percent(accuracy.byGroup)} where whole groups are kept out` : ''}.`,
      evidence: [
        {
          measure: `groups by ${pattern}`,
          expected: 'each in one split',
          received: `${straddling} of ${numGroups} in both`,
        },
        {
          measure: 'accuracy out of fold, whole groups kept out',
          expected: `${accuracy.random.toFixed(2)}, as with folds at random`,
          received: `${accuracy.byGroup.toFixed(2)} (${accuracy.fall.interval.map((end) => end.toFixed(2)).join(' to ')} less)`,
        },
        {
          measure: 'nearest picture of the class is of the same group',
          expected: `${percent(effect.expected)}, as by chance`,
          received: `${percent(effect.observed)} (${effect.interval.map((end) => Math.round(100 * end)).join(' to ')})`,
        },
      ],
      fix: { text: `Split by group: --set 'groupPattern=${pattern}', or put all of a group into one folder.` },
    },
  ];
}
