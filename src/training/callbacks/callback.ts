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
 * Functions that are called during a training, as `keras.callbacks.Callback`, in the order of the list of callbacks. A
 * callback is made for one training. If it has a state, it saves and loads it, so that a training that was killed resumes
 * with the same result. Epochs count from 1.
 */
export interface Callback {
  saveState?(): CallbackState;
  /** Before `onTrainBegin`, with what `saveState` gave after the last whole epoch. */
  loadState?(state: CallbackState): void;
  onTrainBegin?(training: Training): void | Promise<void>;
  onEpochBegin?(epoch: number, training: Training): void;
  onBatchEnd?(batch: BatchEnd, training: Training): void;
  onEpochEnd?(epoch: number, logs: Logs, training: Training): void | Promise<void>;
  /** At the end of the training, except after an error. */
  onTrainEnd?(training: Training): void | Promise<void>;
}
