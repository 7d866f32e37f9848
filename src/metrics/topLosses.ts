import { argmax } from './argmax.js';
import { crossEntropies } from './logLoss.js';

/** An example with a high loss. */
export interface TopLoss {
  /** Of the example. */
  index: number;
  /** Cross-entropy. */
  loss: number;
  label: number;
  predicted: number;
  /** Probability of the predicted class, and of the true one. */
  confidence: number;
  probabilityOfLabel: number;
}

/**
 * The examples with the largest losses, the largest first: confident mistakes, among which are wrong labels and unusual
 * images. As fastai's `Interpretation.top_losses`.
 *
 * @param probabilities `[numExamples][numClasses]`, no NaN
 */
export function topLosses(
  labels: readonly number[],
  probabilities: readonly (readonly number[])[],
  count: number,
): TopLoss[] {
  const losses = crossEntropies(labels, probabilities);
  const order = [...losses.keys()].sort((a, b) => losses[b]! - losses[a]!);
  return order.slice(0, count).map((index) => {
    const [label, row] = [labels[index], probabilities[index]];
    const predicted = argmax(row!);
    return {
      index,
      loss: losses[index]!,
      label: label!,
      predicted,
      confidence: row![predicted]!,
      probabilityOfLabel: row![label!]!,
    };
  });
}
