import { bestClassOrder } from '../../metrics/classOrder.js';
import { type ConfusionMatrix, confusionMatrix } from '../../metrics/confusionMatrix.js';
import { formatPercent, formatPoints } from '../../metrics/format.js';
import { accuracy, type Estimate, excludesZero, pairedDifference } from '../../metrics/paired.js';
import type { Evidence } from '../finding.js';

/** Another order of the classes under which predictions are more accurate. */
export interface BetterOrder {
  /** Gain in accuracy, evaluated on other images than the order was found on. */
  gain: Estimate;
  gainEvidence: Evidence;
  /** Accuracy in the order as it is, and in the other. */
  asItIs: string;
  reordered: string;
  /** Classes that another output stands for, and which that is. */
  moved: { label: number; answer: number }[];
  /** `[numClasses][numClasses]`, classes by predictions. */
  matrix: ConfusionMatrix;
}

/**
 * Finds another order of the classes that makes predictions more accurate.
 *
 * @param leastGain in accuracy; a smaller one comes from similar classes that are confused
 * @returns undefined where no order is shown to be better by that much, or fewer than two classes move
 */
export function betterOrder(
  labels: readonly number[],
  predictions: readonly number[],
  numClasses: number,
  leastGain: number,
): BetterOrder | undefined {
  const { order, right } = bestClassOrder(labels, predictions, numClasses);
  const matrix = confusionMatrix(labels, predictions, numClasses);
  const moved = order.flatMap((answer, label) => (answer === label ? [] : [{ label, answer }]));
  // A model that always predicts one class gains where that is the largest, and that is no order.
  const meant = moved.filter(({ label, answer }) => matrix[label]![answer] === Math.max(...matrix[label]!));
  if (meant.length < 2) return undefined;
  const asItIs = labels.map((label, i) => predictions[i] === label);
  const gain = pairedDifference([asItIs], [right]);
  if (!excludesZero(gain) || gain.value < leastGain) return undefined;
  return {
    gain,
    gainEvidence: {
      measure: 'gain in accuracy, on other images than the order was found on',
      expected: 'none',
      received: formatPoints(gain),
    },
    asItIs: formatPercent(accuracy(asItIs)),
    reordered: formatPercent(accuracy(right)),
    moved,
    matrix,
  };
}
