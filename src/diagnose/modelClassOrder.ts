import { bestClassOrder } from '../metrics/classOrder.js';
import { confusionMatrix } from '../metrics/confusionMatrix.js';
import { percent, points } from '../metrics/inWords.js';
import { accuracy, isShown, pairedGain } from '../metrics/paired.js';
import type { Finding } from './finding.js';

/** Gains below it are confusions of like classes, not another order. */
const LEAST_GAIN = 0.1;

/**
 * Finds a model whose outputs are numbered otherwise than the folders: another order of the classes makes far more of its
 * answers right.
 *
 * @param predictions output with the highest probability for each picture, `[numExamples]`
 */
export function classOrderOfModel(
  labels: readonly number[],
  predictions: readonly number[],
  classNames: readonly string[],
): Finding[] {
  const { order, right: reordered } = bestClassOrder(labels, predictions, classNames.length);
  const asTheyAre = labels.map((label, i) => predictions[i] === label);
  const gain = pairedGain([asTheyAre], [reordered]);
  if (!isShown(gain) || gain.value < LEAST_GAIN) return [];
  const matrix = confusionMatrix(labels, predictions, classNames.length);
  const moved = classNames.map((_, k) => k).filter((k) => order[k] !== k);
  const share = (right: readonly boolean[]): string => percent(accuracy(right));
  return [
    {
      check: 'class-order-mismatch',
      severity: 'critical',
      size: gain.value,
      summary: `The model's outputs stand for other classes than the folders: ${share(asTheyAre)} are right in the order of the folders, ${share(reordered)} in another.`,
      evidence: [
        { measure: 'gain by another order, told on other pictures', expected: 'none', received: points(gain) },
        ...moved.map((k) => ({
          measure: `output for '${classNames[k]}'`,
          expected: String(k),
          received: `${order[k]}, for ${matrix[k][order[k]]} of its pictures`,
        })),
      ],
      fix: {
        text: 'Give Keras the list of classes as `classes=[...]`, the same in training and in validation; Keras sorts folders by code point, so `10` before `2`, and `B` before `a`.',
      },
    },
  ];
}
