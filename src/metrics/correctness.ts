import { argmax } from './argmax.js';

/** Labels and predicted probabilities of the same examples. */
export interface Predictions {
  /** True classes, `[numExamples]`. */
  labels: readonly number[];
  /** `[numExamples][numClasses]`. */
  probabilities: readonly (readonly number[])[];
}

/**
 * Returns for each validation image whether the prediction of a run is correct.
 *
 * @param predictions a run, or labels and probabilities of the same examples
 * @returns `[numExamples]`
 *
 * @example
 * const correct = thaw.isCorrect(run);
 */
export function isCorrect({ labels, probabilities }: Predictions): boolean[] {
  return probabilities.map((row, i) => argmax(row) === labels[i]);
}

/** The same for the selection part, which the best epoch was chosen on; without parts, for all validation images. */
export function isCorrectInSelection(run: Predictions & { selection?: Predictions }): boolean[] {
  return isCorrect(run.selection ?? run);
}
