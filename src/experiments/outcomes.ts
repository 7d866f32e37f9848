import { predictedClass } from '../metrics/predictedClass.js';
import type { RunResult } from './runRecipe.js';

/** Whether the model of a run's best epoch was right, picture by picture. */
export function outcomesOf({ labels, probabilities }: Pick<RunResult, 'labels' | 'probabilities'>): boolean[] {
  return probabilities.map((row, i) => predictedClass(row) === labels[i]);
}
