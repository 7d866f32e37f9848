import { sum } from '../base/sum.js';

/** Smallest float32 above 0. Probabilities that a float32 softmax rounds down to 0 are not much smaller. */
const SMALLEST = 2 ** -149;

/**
 * Cross-entropy of each example, `[numExamples]`: the negative natural logarithm of the probability of its true class. NaN
 * if the model has diverged.
 *
 * @param probabilities `[numExamples][numClasses]`; 0 counts as the smallest float32 above it, whose loss is 103
 */
export function crossEntropies(labels: readonly number[], probabilities: readonly (readonly number[])[]): number[] {
  return probabilities.map((row, i) => -logOf(row[labels[i]!]!));
}

/** Mean cross-entropy, the negative log-likelihood of an example; `sklearn.metrics.log_loss`, which clips earlier. */
export function logLoss(labels: readonly number[], probabilities: readonly (readonly number[])[]): number {
  return sum(crossEntropies(labels, probabilities)) / labels.length;
}

/** Natural logarithm of a probability, finite. */
export function logOf(probability: number): number {
  return Math.log(Math.max(probability, SMALLEST));
}
