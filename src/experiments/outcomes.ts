import { predictedClass } from '../metrics/predictedClass.js';

/** Probabilities of pictures, `[numExamples][numClasses]`, with their classes. */
export interface Answers {
  labels: readonly number[];
  probabilities: readonly (readonly number[])[];
}

/** Whether the model of a run's best epoch was right, picture by picture. */
export function outcomesOf({ labels, probabilities }: Answers): boolean[] {
  return probabilities.map((row, i) => predictedClass(row) === labels[i]);
}
