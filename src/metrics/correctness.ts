import { predictedClass } from './predictedClass.js';

/** Probabilities of pictures, `[numExamples][numClasses]`, with their classes. */
export interface Predictions {
  labels: readonly number[];
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
  return probabilities.map((row, i) => predictedClass(row) === labels[i]);
}

/** The same of the pictures to choose recipes by: those that its epoch was chosen by, which may be the same ones. */
export function isCorrectInSelection(run: Predictions & { selection?: Predictions }): boolean[] {
  return isCorrect(run.selection ?? run);
}
