import type { RawWeight } from '../../backbones/network/initialWeights.js';
import type { WeightName } from '../../backbones/network/layer.js';
import type { Callback } from './callback.js';
import { asMetric, improvement, type Logs, type Mode } from './metric.js';

/** Options of {@link modelCheckpoint}. */
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
 * Saves the weights after each epoch, or after each epoch that is better than all before, as Keras' `ModelCheckpoint`.
 * Of two equal epochs the earlier is the best.
 *
 * @param save called with the epoch, its metrics, and the weights that training changes
 * @throws UserError where there is no such metric
 *
 * @example
 * const best = thaw.modelCheckpoint(({ weights }) => thaw.writeWeights('best.safetensors', weights), { saveBestOnly: true });
 * await thaw.train('reference', recipe, dataset, [best]);
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
