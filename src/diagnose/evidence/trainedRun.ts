import type { EpochRecord } from '../../training/history.js';

/** What the checks of training read of a run; a `RunResult` and its recipe have it all. */
export interface TrainedRun {
  history: readonly EpochRecord[];
  /** 1-based: the epoch whose weights were kept. */
  bestEpoch: number;
  stopped: 'finished' | 'early' | 'interrupted' | 'diverged';
  learningRate: number;
  /** Examples in an epoch of training, and in the validation that the history is of. */
  numTraining: number;
  numValidation: number;
  numClasses: number;
  batchSize: number;
}

/** The epoch that was kept. */
export function keptEpoch({ history, bestEpoch }: TrainedRun): EpochRecord {
  return history[bestEpoch - 1];
}
