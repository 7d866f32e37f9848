import { predictedClass } from './predictedClass.js';

/** Probabilities of pictures, `[numExamples][numClasses]`, with their classes. */
export interface Predictions {
  labels: readonly number[];
  probabilities: readonly (readonly number[])[];
}

/** Whether the model of a run's best epoch was right, picture by picture. */
export function isCorrect({ labels, probabilities }: Predictions): boolean[] {
  return probabilities.map((row, i) => predictedClass(row) === labels[i]);
}

/** The same of the pictures to choose recipes by: those that its epoch was chosen by, which may be the same ones. */
export function isCorrectInSelection(run: Predictions & { selection?: Predictions }): boolean[] {
  return isCorrect(run.selection ?? run);
}
