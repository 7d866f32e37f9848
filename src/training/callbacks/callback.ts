import type { RawWeight, WeightName } from '../../backbones/network/weights.js';
import type { EpochRecord } from '../history.js';
import type { Logs } from './metric.js';

/** Why a callback ended a training before its last epoch. */
export type StopReason = 'early' | 'diverged';

/** The training as callbacks see it: the part of Keras' `self.model` that they need. */
export interface Training {
  /** Learning rate of the next step. Setting it is an error if a schedule sets the rate, as in Keras. */
  learningRate: number;
  /** Ends the training, after this batch or this epoch. The first reason stays. */
  stop(reason: StopReason): void;
  /** Current values of the weights that training changes. */
  snapshot(): Map<WeightName, RawWeight>;
  /** Restores the weights of a snapshot. */
  restore(weights: ReadonlyMap<WeightName, RawWeight>): void;
}

/** What a callback keeps from epoch to epoch. */
export interface CallbackState {
  /** Values that JSON can hold. */
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
  /** Mean weighted loss of the batch, before the step. */
  loss: number;
  /** Records of the earlier epochs. */
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
