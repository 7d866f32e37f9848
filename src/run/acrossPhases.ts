import type { Callback } from '../training/callbacks/callback.js';
import type { EpochRecord } from '../training/history.js';

/** Position of a phase in a run. */
export interface PhasePlace {
  isFirst: boolean;
  isLast: boolean;
  /** Epochs of the phases before. */
  history: readonly EpochRecord[];
}

/** Wraps a callback so that it sees the phases of a run as one training, with consecutive epochs. */
export function acrossPhases(callback: Callback, { isFirst, isLast, history }: PhasePlace): Callback {
  const before = history.length;
  return {
    saveState: callback.saveState && (() => callback.saveState!()),
    loadState: callback.loadState && ((state) => callback.loadState!(state)),
    onTrainBegin: (training) => (isFirst ? callback.onTrainBegin?.(training) : undefined),
    onEpochBegin: (epoch, training) => callback.onEpochBegin?.(before + epoch, training),
    onBatchEnd: (batch, training) => {
      const whole = [...history, ...batch.history.map((record) => ({ ...record, epoch: before + record.epoch }))];
      callback.onBatchEnd?.({ ...batch, epoch: before + batch.epoch, history: whole }, training);
    },
    onEpochEnd: (epoch, logs, training) => callback.onEpochEnd?.(before + epoch, logs, training),
    onTrainEnd: (training) => (isLast ? callback.onTrainEnd?.(training) : undefined),
  };
}
