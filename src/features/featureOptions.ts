import type { WeightStore } from '../backbones/pretrained/imagenetWeights.js';
import type { Cache } from '../base/cache/rowFiles.js';
import { UserError } from '../base/errors.js';
import type { EpochRecord } from '../training/history.js';

/** Where a run stands. */
export interface Progress {
  activity: 'features' | 'training';
  epoch: number;
  epochs: number;
  batch: number;
  batches: number;
  imagesPerSecond: number;
  secondsLeft: number;
  history: readonly EpochRecord[];
}

/** What everything that computes features is given. */
export interface FeatureOptions {
  /** Folder for decoded pictures and features of frozen layers. */
  cacheFolder: string;
  /** Most bytes that it may hold. Default: no limit. */
  cacheLimit?: number;
  /** Returns the current time, by which the cache knows what was used last. */
  date?: () => Date;
  /** Called with cache warnings: a corrupt file, no disk space. */
  onNote?: (note: string) => void;
  /** Where files of ImageNet weights are kept. Without it there are only those that packages bring. */
  weightStore?: WeightStore;
  /** Called as the work goes on, about once a batch. */
  onProgress?: (progress: Progress) => void;
  /** Called before each batch; returning true stops the work. A run keeps its best epoch. */
  interrupted?: () => boolean;
  /** Milliseconds since some moment, to measure speeds. */
  now: () => number;
}

/** The error of a run that is interrupted before there is an epoch to keep. */
export function interruptedEarly(): UserError {
  return new UserError(
    'A run keeps its best epoch, and needs one finished epoch for that.',
    'an interrupt before the first epoch was finished',
    'Run the cell again.',
  );
}

/** The cache of a run. */
export function cacheOf({
  cacheFolder,
  cacheLimit,
  date,
  onNote,
}: Pick<FeatureOptions, 'cacheFolder' | 'cacheLimit' | 'date' | 'onNote'>): Cache {
  return { folder: cacheFolder, limit: cacheLimit, date, onNote };
}
