import type { RawWeight } from '../../backbones/network/initialWeights.js';
import type { WeightName } from '../../backbones/network/layer.js';
import type { EpochRecord } from '../history.js';
import type { Logs } from './metric.js';

/** Why a training ended before its last epoch, on a callback's word. */
export type StopReason = 'early' | 'diverged';

/** What callbacks see of a training and can do to it: Keras' `self.model`, as far as they need it. */
export interface Training {
  /** Of the next step. Setting it is an error where a schedule gives the rate, as in Keras. */
  learningRate: number;
  /** Ends the training, after this batch or this epoch. The first reason stays. */
  stop(reason: StopReason): void;
  /** Weights that training changes, as they stand. */
  snapshot(): Map<WeightName, RawWeight>;
  /** Puts a snapshot back. */
  restore(weights: ReadonlyMap<WeightName, RawWeight>): void;
}

/** What a callback keeps from epoch to epoch. */
export interface CallbackState {
  /** As JSON keeps it. */
  values: unknown;
  weights?: ReadonlyMap<WeightName, RawWeight>;
}

/** A batch that was trained on. Epochs and batches count from 1. */
export interface BatchEnd {
  epoch: number;
  batch: number;
  /** In the epoch. */
  batches: number;
  /** Examples of the epoch so far. */
  seen: number;
  /** Before the step. */
  loss: number;
  /** The epochs before. */
  history: readonly EpochRecord[];
}

/**
 * Functions that are called during a training, in the order of the list of callbacks; like a
 * `keras.callbacks.Callback`. Each callback is for one training: it may keep a state, which is saved and restored when
 * a killed training resumes. Epochs count from 1.
 */
export interface Callback {
  saveState?(): CallbackState;
  /** Before `onTrainBegin`, with what `saveState` gave after the last whole epoch. */
  loadState?(state: CallbackState): void;
  onTrainBegin?(training: Training): void | Promise<void>;
  onEpochBegin?(epoch: number, training: Training): void;
  onBatchEnd?(batch: BatchEnd, training: Training): void;
  onEpochEnd?(epoch: number, logs: Logs, training: Training): void | Promise<void>;
  /** Called at the end of the training, unless it failed. */
  onTrainEnd?(training: Training): void | Promise<void>;
}
