import { bestClassOrder } from '../../metrics/classOrder.js';
import { type ConfusionMatrix, confusionMatrix } from '../../metrics/confusionMatrix.js';
import { formatPercent } from '../../metrics/format.js';
import { accuracy, type Estimate, excludesZero, pairedDifference } from '../../metrics/paired.js';

/** Another order of the classes that makes more answers right. */
export interface BetterOrder {
  /** Told on other pictures than the order was found on. */
  gain: Estimate;
  /** Shares that are right in the order as it is and in the other, in words. */
  asItIs: string;
  reordered: string;
  /** Classes that another answer stands for, and which that is. */
  moved: { label: number; answer: number }[];
  /** `[numClasses][numClasses]`, classes by answers. */
  matrix: ConfusionMatrix;
}

/**
 * @param leastGain below which a gain is confusions of like classes, and no other order
 * @returns undefined where no order is shown to be better by so much, or not for two classes at least
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
  // Who answers one class whatever is asked is better off where that is the largest, and that is no order.
  const meant = moved.filter(({ label, answer }) => matrix[label][answer] === Math.max(...matrix[label]));
  if (meant.length < 2) return undefined;
  const asItIs = labels.map((label, i) => predictions[i] === label);
  const gain = pairedDifference([asItIs], [right]);
  if (!excludesZero(gain) || gain.value < leastGain) return undefined;
  return {
    gain,
    asItIs: formatPercent(accuracy(asItIs)),
    reordered: formatPercent(accuracy(right)),
    moved,
    matrix,
  };
}
