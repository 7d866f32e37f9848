import { UserError } from '../../base/errors.js';
import type { Callback } from './callback.js';
import { asMetric, improvement, type Mode } from './metric.js';

/** Options of {@link reduceLROnPlateau}. */
export interface ReduceLROnPlateauOptions {
  /** Default `val_loss`. */
  monitor?: string;
  /** What the rate is multiplied with, in (0, 1). Default 0.1. */
  factor?: number;
  /** Epochs without a better one before that. Default 10. */
  patience?: number;
  mode?: Mode;
  /** Default 1e-4. */
  minDelta?: number;
  /** Epochs after a reduction that do not count. Default 0. */
  cooldown?: number;
  /** The rate never goes below. Default 0. */
  minLearningRate?: number;
}

/**
 * Lowers the learning rate of a training that no longer improves, as Keras' `ReduceLROnPlateau`. The field
 * `reduceOnPlateau` of a recipe does the same and is stored with the run.
 *
 * @throws UserError where there is no such metric, or the factor is not between 0 and 1
 *
 * @example
 * await thaw.train('reference', recipe, dataset, [thaw.reduceLROnPlateau({ factor: 0.2, patience: 5 })]);
 */
export function reduceLROnPlateau(options: ReduceLROnPlateauOptions = {}): Callback {
  const { factor = 0.1, patience = 10, mode = 'auto', minDelta = 1e-4, cooldown = 0, minLearningRate = 0 } = options;
  if (!(factor > 0 && factor < 1)) {
    throw new UserError('The factor that lowers the learning rate lies between 0 and 1.', factor, 'Give 0.1, say.');
  }
  const monitor = asMetric(options.monitor ?? 'val_loss');
  const isImprovement = improvement(monitor, mode, minDelta);
  let best: number | undefined;
  let wait = 0;
  let cooling = 0;
  return {
    saveState: () => ({ values: { best, wait, cooling } }),
    loadState: ({ values }) => {
      ({ best, wait, cooling } = values as { best?: number; wait: number; cooling: number });
    },
    onEpochEnd: (_, logs, training) => {
      if (cooling > 0) {
        cooling--;
        wait = 0;
      }
      if (isImprovement(logs[monitor], best)) {
        best = logs[monitor];
        wait = 0;
        return;
      }
      if (cooling > 0) return;
      wait++;
      // In single precision, in which Keras keeps the rate.
      const rate = Math.fround(training.learningRate);
      if (wait < patience || rate <= Math.fround(minLearningRate)) return;
      training.learningRate = Math.max(rate * factor, minLearningRate);
      cooling = cooldown;
      wait = 0;
    },
  };
}
