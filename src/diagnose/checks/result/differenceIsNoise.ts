import { formatPoints } from '../../../metrics/format.js';
import { mcnemar } from '../../../metrics/mcnemar.js';
import { excludesZero, pairedDifference } from '../../../metrics/paired.js';
import type { Finding } from '../../finding.js';

/** A run by its name, and whether it is right about each validation picture, `[numExamples]`. */
export interface NamedRun {
  name: string;
  right: readonly boolean[];
}

/** Source: the convention of a 95 % interval. */
const MOST_CHANCE = 0.05;

/**
 * Finds two runs whose difference in accuracy chance may have made: the interval of the paired bootstrap holds 0, or
 * McNemar's test is not below 5 %. Context for whoever would choose by it.
 */
export function differenceIsNoise(first: NamedRun, second: NamedRun): Finding[] {
  const gain = pairedDifference([first.right], [second.right]);
  const { onlyFirst, onlySecond, p } = mcnemar(first.right, second.right);
  if (gain.value === 0 && onlyFirst + onlySecond === 0) return [];
  if (excludesZero(gain) && p < MOST_CHANCE) return [];
  return [
    {
      check: 'difference-is-noise',
      severity: 'info',
      effect: p,
      summary: `No difference shown between '${first.name}' and '${second.name}': ${formatPoints(gain)}.`,
      evidence: [
        { measure: 'difference, the same pictures', expected: 'an interval without 0', received: formatPoints(gain) },
        { measure: "McNemar's test, p", expected: `below ${MOST_CHANCE}`, received: p.toPrecision(2) },
        {
          measure: 'right in one run only',
          expected: `${onlyFirst} in the first`,
          received: `${onlySecond} in the second`,
        },
      ],
      fix: { text: 'Do not choose by it: run more seeds, or validate on more pictures.' },
    },
  ];
}
