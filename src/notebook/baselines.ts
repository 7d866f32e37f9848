import { support } from '../dataset/classFolders.js';
import type { Labelled } from '../dataset/dataset.js';
import type { BaselineAccuracy } from '../diagnose/verdict/verdict.js';
import { isCorrect } from '../metrics/correctness.js';
import { majorityBaseline } from '../metrics/imbalance.js';
import { accuracy } from '../metrics/paired.js';
import type { StoredRun } from '../store/runStore.js';

/**
 * Returns accuracies to beat: that of always predicting the largest class, and that of each run.
 *
 * @param runs runs under their names, e.g. that of {@link fromScratch}
 *
 * @example
 * const baselines = thaw.baselinesOf(dataset, { 'small network from scratch': scratch });
 */
export function baselinesOf(dataset: Labelled, runs: Readonly<Record<string, StoredRun>> = {}): BaselineAccuracy[] {
  return [
    {
      name: 'majority class',
      accuracy: majorityBaseline(support(dataset, 'training'), support(dataset, 'evaluation')),
    },
    ...Object.entries(runs).map(([name, run]) => ({ name, accuracy: accuracy(isCorrect(run)) })),
  ];
}
