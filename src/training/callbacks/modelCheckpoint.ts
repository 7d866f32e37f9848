import type { RawWeight, WeightName } from '../../backbones/network/weights.js';
import type { Callback } from './callback.js';
import { asMetric, improvement, type Logs, type Mode } from './metric.js';

export interface ModelCheckpointOptions {
  /** Default `val_loss`. Only asked for the best. */
  monitor?: string;
  mode?: Mode;
  /** Whether only improved epochs are saved. Default false: every epoch is saved over the one before. */
  saveBestOnly?: boolean;
}

/** An epoch to save, with the weights that training changes. */
export interface Checkpoint {
  epoch: number;
  logs: Logs;
  weights: Map<WeightName, RawWeight>;
}

/**
 * Same as `keras.callbacks.ModelCheckpoint`: saves the best epoch, the earlier of two equal ones, or the last.
 *
 * @param save e.g. `({ weights }) => writeWeights(file, weights)`
 * @throws UserError for an unknown metric
 */
export function modelCheckpoint(
  save: (checkpoint: Checkpoint) => void | Promise<void>,
  options: ModelCheckpointOptions = {},
): Callback {
  const { mode = 'auto', saveBestOnly = false } = options;
  const monitor = asMetric(options.monitor ?? 'val_loss');
  const isImprovement = improvement(monitor, mode, 0);
  let best: number | undefined;
  return {
    saveState: () => ({ values: { best } }),
    loadState: ({ values }) => {
      ({ best } = values as { best?: number });
    },
    onEpochEnd: async (epoch, logs, training) => {
      if (saveBestOnly && !isImprovement(logs[monitor], best)) return;
      best = logs[monitor];
      await save({ epoch, logs, weights: training.snapshot() });
    },
  };
}
