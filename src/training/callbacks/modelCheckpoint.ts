import type { RawWeight, WeightName } from '../../backbones/network/weights.js';
import type { Callback } from './callback.js';
import { asMetric, improvement, type Logs, type Mode } from './metric.js';

export interface ModelCheckpointOptions {
  /** Default `val_loss`. Only asked for the best. */
  monitor?: string;
  mode?: Mode;
  /** Whether only an epoch better than all before is kept, and not every one, of which the last stays. Default false. */
  saveBestOnly?: boolean;
}

/** An epoch to keep, and its weights: those that training changes. */
export interface Checkpoint {
  epoch: number;
  logs: Logs;
  weights: Map<WeightName, RawWeight>;
}

/**
 * Keeps the best epoch or the last, by the rules of Keras' of the same name: of two equal ones the earlier is the best.
 *
 * @param save e.g. `({ weights }) => writeWeights(file, weights)`
 * @throws UserError where there is no such metric
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
