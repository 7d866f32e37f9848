import { bestAssignment } from './bestAssignment.js';
import { confusionMatrix } from './confusionMatrix.js';

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
