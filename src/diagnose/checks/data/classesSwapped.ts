import { sum } from '../../../base/sum.js';
import { formatPercent } from '../../../metrics/format.js';
import { betterOrder } from '../../evidence/betterOrder.js';
import type { Finding } from '../../finding.js';

/** A smaller gain comes from similar classes that are confused in a few images, not from swapped folders. A choice. */
export const LEAST_GAIN = 0.03;

/**
 * Finds folders of the validation set whose names are swapped: a classifier trained on the training set is far more
 * accurate on the validation images under other names.
 *
 * @param labels of the validation images, by their folders
 * @param predictions class that the classifier predicts for each, `[numExamples]`
 */
export function classesSwapped(
  labels: readonly number[],
  predictions: readonly number[],
  classNames: readonly string[],
): Finding[] {
  const better = betterOrder(labels, predictions, classNames.length, { leastGain: LEAST_GAIN });
  if (better === undefined) return [];
  const { gain, asItIs, reordered, moved, matrix, gainEvidence } = better;
  const sharePredicted = (k: number, other: number): string => {
    const total = sum(matrix[k]!);
    return total === 0 ? 'none' : formatPercent(matrix[k]![other]! / total);
  };
  const named = new Intl.ListFormat('en').format(moved.map(({ label }) => `'${classNames[label]}'`));
  return [
    {
      check: 'class-order-mismatch',
      severity: 'critical',
      effect: gain.value,
      summary: `The validation folders ${named} appear to be swapped. A classifier trained on the training set has an accuracy of ${asItIs} with the names as they are, and ${reordered} with the names swapped.`,
      evidence: [
        gainEvidence,
        ...moved.map(({ label, answer }) => ({
          measure: `validation images in '${classNames[label]}'`,
          expected: `predicted as '${classNames[label]}'`,
          received: `${sharePredicted(label, label)}; ${sharePredicted(label, answer)} as '${classNames[answer]}'`,
        })),
      ],
      fix: { text: 'Check these folders in both splits, and rename each to what its images show.' },
    },
  ];
}
