import { ORDER_OF_MODEL } from '../../../measure/model/scalingTrials.js';
import { betterOrder } from '../../evidence/betterOrder.js';
import type { Finding } from '../../finding.js';

/**
 * Finds a model whose outputs are in another order than the folders: with reordered classes it is far more accurate.
 *
 * @param predictions output with the highest probability for each image, `[numExamples]`
 */
export function savedModelClassOrder(
  labels: readonly number[],
  predictions: readonly number[],
  classNames: readonly string[],
): Finding[] {
  const better = betterOrder(labels, predictions, classNames.length, ORDER_OF_MODEL);
  if (better === undefined) return [];
  const { gain, asItIs, reordered, moved, matrix, gainEvidence } = better;
  return [
    {
      check: 'class-order-mismatch',
      severity: 'critical',
      effect: gain.value,
      summary: `The model's outputs are in another order than the class folders: its accuracy is ${asItIs} in the order of the folders, and ${reordered} in another.`,
      evidence: [
        gainEvidence,
        ...moved.map(({ label, answer }) => ({
          measure: `output for '${classNames[label]}'`,
          expected: String(label),
          received: `${answer}, for ${matrix[label]![answer]} of its images`,
        })),
      ],
      fix: {
        text: 'Give Keras the list of classes as `classes=[...]`, the same in training and validation. Keras sorts folders by code point: `10` before `2`, and `B` before `a`.',
      },
    },
  ];
}
