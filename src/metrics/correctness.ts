import { argmax } from './argmax.js';

/** Predicted probabilities, `[numExamples][numClasses]`, and true classes, `[numExamples]`. */
export interface Predictions {
  labels: readonly number[];
  probabilities: readonly (readonly number[])[];
}

/** Whether each image is classified correctly, `[numExamples]`. */
export function isCorrect({ labels, probabilities }: Predictions): boolean[] {
  return probabilities.map((row, i) => argmax(row) === labels[i]);
}

/** The same for the selection part, which the best epoch was chosen on; without parts, for all validation images. */
export function isCorrectInSelection(run: Predictions & { selection?: Predictions }): boolean[] {
  return isCorrect(run.selection ?? run);
}
