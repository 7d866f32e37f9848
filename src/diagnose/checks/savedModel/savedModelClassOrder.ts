import { formatPoints } from '../../../metrics/format.js';
import { betterOrder } from '../../evidence/betterOrder.js';
import type { Finding } from '../../finding.js';

/** Gains below it are confusions of like classes, not another order. */
const LEAST_GAIN = 0.1;

/**
 * Finds a model whose outputs are numbered otherwise than the folders: another order of the classes makes far more of its
 * answers right.
 *
 * @param predictions output with the highest probability for each picture, `[numExamples]`
 */
export function savedModelClassOrder(
  labels: readonly number[],
  predictions: readonly number[],
  classNames: readonly string[],
): Finding[] {
  const better = betterOrder(labels, predictions, classNames.length, LEAST_GAIN);
  if (better === undefined) return [];
  const { gain, asItIs, reordered, moved, matrix } = better;
  return [
    {
      check: 'class-order-mismatch',
      severity: 'critical',
      effect: gain.value,
      summary: `The model's outputs stand for other classes than the folders: ${asItIs} are right in the order of the folders, ${reordered} in another.`,
      evidence: [
        { measure: 'gain by another order, told on other pictures', expected: 'none', received: formatPoints(gain) },
        ...moved.map(({ label, answer }) => ({
          measure: `output for '${classNames[label]}'`,
          expected: String(label),
          received: `${answer}, for ${matrix[label][answer]} of its pictures`,
        })),
      ],
      fix: {
        text: 'Give Keras the list of classes as `classes=[...]`, the same in training and in validation; Keras sorts folders by code point, so `10` before `2`, and `B` before `a`.',
      },
    },
  ];
}
