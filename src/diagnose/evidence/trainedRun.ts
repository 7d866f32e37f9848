import type { EpochRecord } from '../../training/history.js';

/** What the training checks read; a `RunResult` and its recipe have all of it. */
export interface TrainedRun {
  history: readonly EpochRecord[];
  /** 1-based: the epoch whose weights were kept. */
  bestEpoch: number;
  stopped: 'finished' | 'early' | 'interrupted' | 'diverged';
  learningRate: number;
  /** Different images in an epoch of training, and those in the validation of the history. */
  numTraining: number;
  numValidation: number;
  numClasses: number;
  /** Training steps of an epoch. */
  stepsPerEpoch: number;
}

/** The epoch that was kept. */
export function keptEpoch({ history, bestEpoch }: TrainedRun): EpochRecord {
  return history[bestEpoch - 1]!;
}
