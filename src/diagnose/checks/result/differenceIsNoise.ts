import { formatPoints } from '../../../metrics/format.js';
import { mcnemar } from '../../../metrics/mcnemar.js';
import { excludesZero, pairedDifference } from '../../../metrics/paired.js';
import type { Finding } from '../../finding.js';

/** A run by its name, and whether it is correct on each validation image, `[numExamples]`. */
export interface NamedRun {
  name: string;
  right: readonly boolean[];
}

/** The significance level of a 95 % interval. */
export const MOST_CHANCE = 0.05;

/**
 * Finds two runs whose difference in accuracy is not significant: the interval of the paired bootstrap contains 0, or
 * McNemar's p is not below 5 %. Context for choosing between them.
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
      summary: `The difference between '${first.name}' and '${second.name}' is not significant: ${formatPoints(gain)}.`,
      evidence: [
        { measure: 'difference, on the same images', expected: 'an interval without 0', received: formatPoints(gain) },
        { measure: "McNemar's test, p", expected: `below ${MOST_CHANCE}`, received: p.toPrecision(2) },
        {
          measure: 'correct in one run only',
          expected: `${onlyFirst} in the first`,
          received: `${onlySecond} in the second`,
        },
      ],
      fix: { text: 'Do not choose a recipe by this difference: train with more seeds, or validate on more images.' },
    },
  ];
}
