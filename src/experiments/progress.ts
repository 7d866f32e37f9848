import type { WeightStore } from '../backbones/imagenetWeights.js';
import type { RawWeight } from '../backbones/initialWeights.js';
import type { WeightName } from '../backbones/layer.js';
import type { Cache } from '../base/cache/rowFiles.js';
import { UserError } from '../base/errors.js';
import type { Callback } from '../training/callbacks/callback.js';
import type { EpochRecord } from '../training/history.js';
import type { StateStore } from './runState.js';

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

export interface RunOptions {
  /** Folder for decoded pictures and features of frozen layers. */
  cacheFolder: string;
  /** Bytes that it may hold; default no limit. */
  cacheLimit?: number;
  /** Now, by which the cache knows what was used last. */
  date?: () => Date;
  /** Hears what a reader of the run should know of the cache: a spoiled file, no room. */
  onNote?: (note: string) => void;
  /** Where files of ImageNet weights are kept; without it there are only those that packages bring. */
  weightStore?: WeightStore;
  onProgress?: (progress: Progress) => void;
  /** Asked before each batch; true stops the run, which keeps its best epoch. */
  interrupted?: () => boolean;
  /** Given the weights that training changed, as they were after the best epoch, once training has ended. */
  onCheckpoint?: (weights: ReadonlyMap<WeightName, RawWeight>) => Promise<void>;
  /** Where the run keeps its state after every epoch, and whence it goes on; without one it begins anew. */
  state?: StateStore;
  /** Called after those that the recipe asks for: a log, TensorBoard, checkpoints in files. */
  callbacks?: readonly Callback[];
  /** Milliseconds since some moment; for speeds. */
  now: () => number;
}

/** An interrupt came before there was an epoch to keep. */
export function interruptedEarly(): UserError {
  return new UserError('A run keeps its best epoch.', 'an interrupt before the first', 'Run the cell again.');
}

/** A run's cache. */
export function cacheOf({
  cacheFolder,
  cacheLimit,
  date,
  onNote,
}: Pick<RunOptions, 'cacheFolder' | 'cacheLimit' | 'date' | 'onNote'>): Cache {
  return { folder: cacheFolder, limit: cacheLimit, date, onNote };
}
