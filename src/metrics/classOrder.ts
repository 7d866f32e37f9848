import { countBy } from '../base/group.js';
import { sum } from '../base/sum.js';
import { bestAssignment } from './bestAssignment.js';
import { type ConfusionMatrix, confusionMatrix } from './confusionMatrix.js';
import { wilson } from './intervals.js';
import { accuracy, type Estimate, excludesZero, pairedDifference } from './paired.js';

/** The order of outputs with the highest accuracy. */
export interface ClassOrder {
  /** Index of the output that belongs to each class, `[numClasses]`. */
  order: number[];
  /**
   * Whether each example is classified correctly, in an order that was found on the other half of the examples: the best
   * of many orders looks better than it is on the examples that it was found on.
   */
  right: boolean[];
}

/**
 * @param predictions output with the highest probability for each example, each in 0 ... numClasses - 1
 */
export function bestClassOrder(
  labels: readonly number[],
  predictions: readonly number[],
  numClasses: number,
): ClassOrder {
  const seen = new Array<number>(numClasses).fill(0);
  // Every other example of a class, so that both halves have as many of each.
  const half = labels.map((label) => seen[label]!++ % 2);
  const orderOf = (uses: (i: number) => boolean): number[] => {
    const own = [...labels.keys()].filter(uses);
    const of = (values: readonly number[]): number[] => own.map((i) => values[i]!);
    return bestAssignment(confusionMatrix(of(labels), of(predictions), numClasses));
  };
  const orders = [orderOf((i) => half[i] === 1), orderOf((i) => half[i] === 0)];
  return { order: orderOf(() => true), right: labels.map((label, i) => orders[half[i]!]![label] === predictions[i]) };
}

/** Another order of the classes under which predictions are shown to be more accurate. */
export interface ShownOrder extends ClassOrder {
  /** Gain in accuracy, evaluated on other examples than the order was found on. */
  gain: Estimate;
  /** Whether each example is classified correctly in the order as it is. */
  asItIs: boolean[];
  /** Classes that another output stands for, and which that is. */
  moved: { label: number; answer: number }[];
  /** `[numClasses][numClasses]`, classes by predictions. */
  matrix: ConfusionMatrix;
}

export interface ShownOrderOptions {
  /** Of accuracy; a smaller one comes from similar classes that are confused. */
  leastGain: number;
  /**
   * Share of the examples of the moved classes that are predicted as the other output, at the low end of its interval: a
   * network that has not learned confuses classes in a fixed way too, and hardly ever most of their examples. Default 0.
   */
  leastShare?: number;
}

/**
 * Finds another order of the classes. All that it has to show, it shows on examples that the order was not found on, so the
 * number of orders that were tried does not matter.
 *
 * @returns undefined where no other order is shown to be better, where fewer than two classes move, or where predictions in
 *   that order are not clearly better than chance
 */
export function shownClassOrder(
  labels: readonly number[],
  predictions: readonly number[],
  numClasses: number,
  { leastGain, leastShare = 0 }: ShownOrderOptions,
): ShownOrder | undefined {
  const { order, right } = bestClassOrder(labels, predictions, numClasses);
  const matrix = confusionMatrix(labels, predictions, numClasses);
  const moved = order.flatMap((answer, label) => (answer === label ? [] : [{ label, answer }]));
  // A model that always predicts one class gains where that is the largest, and that is no order.
  const meant = moved.filter(({ label, answer }) => matrix[label]![answer] === Math.max(...matrix[label]!));
  if (meant.length < 2) return undefined;
  const asItIs = labels.map((label, i) => predictions[i] === label);
  const gain = pairedDifference([asItIs], [right]);
  if (!excludesZero(gain) || gain.value < leastGain) return undefined;
  if (lowest(right) <= chanceOf(labels, predictions, order)) return undefined;
  const isMoved = new Set(moved.map(({ label }) => label));
  if (lowest(right.filter((_, i) => isMoved.has(labels[i]!))) <= leastShare) return undefined;
  return { order, right, gain, asItIs, moved, matrix };
}

function lowest(correct: readonly boolean[]): number {
  return wilson(Math.round(accuracy(correct) * correct.length), correct.length)[0];
}

/** Accuracy of always predicting the largest class, or of predictions that are drawn without regard to the image. */
function chanceOf(labels: readonly number[], predictions: readonly number[], order: readonly number[]): number {
  const [support, predicted] = [countBy(labels, (label) => label), countBy(predictions, (answer) => answer)];
  const drawn = sum([...support], ([label, n]) => n * (predicted.get(order[label]!) ?? 0)) / labels.length ** 2;
  return Math.max(drawn, Math.max(...support.values()) / labels.length);
}
