import type { Callback } from '../training/callbacks/callback.js';
import type { EpochRecord } from '../training/history.js';

/** A phase among those of a run. */
export interface PhasePlace {
  isFirst: boolean;
  isLast: boolean;
  /** Of the phases before. */
  history: readonly EpochRecord[];
}

/** A callback that sees the phases of a run as one training, its epochs counted through. */
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
