import type { RawWeight } from '../../backbones/network/initialWeights.js';
import type { WeightName } from '../../backbones/network/layer.js';
import type { Callback } from './callback.js';
import { asMetric, improvement, type Mode } from './metric.js';

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions {
  /** Default `val_loss`, as in Keras. */
  monitor?: string;
  /** How much better an epoch has to be to count as better. Default 0. */
  minDelta?: number;
  /** Epochs without a better one after which training ends. Default 0: the first that is no better, but never the first. */
  patience?: number;
  mode?: Mode;
  /** Whether the training ends with the weights of its best epoch, also where it was not stopped. Default false. */
  restoreBestWeights?: boolean;
  /**
   * What the metric has to be better than, too: until it is, every epoch counts towards the patience, also one that is
   * better than those before. Default none.
   */
  baseline?: number;
  /** Epochs at the beginning that are not looked at: they count towards no patience, and none of them is the best. Default 0. */
  startFromEpoch?: number;
}

/**
 * Ends a training that no longer improves, as Keras' `EarlyStopping`. A recipe's own `patience` does this already; use
 * the callback for its other options.
 *
 * @throws UserError where there is no such metric
 *
 * @example
 * await thaw.train('reference', recipe, dataset, [thaw.earlyStopping({ monitor: 'val_loss', patience: 3 })]);
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  const { minDelta = 0, patience = 0, mode = 'auto', restoreBestWeights = false } = options;
  const { baseline, startFromEpoch = 0 } = options;
  const monitor = asMetric(options.monitor ?? 'val_loss');
  const isImprovement = improvement(monitor, mode, minDelta);
  let best: number | undefined;
  let bestWeights: ReadonlyMap<WeightName, RawWeight> | undefined;
  let wait = 0;
  return {
    saveState: () => ({ values: { best, wait }, weights: bestWeights }),
    loadState: ({ values, weights }) => {
      ({ best, wait } = values as { best?: number; wait: number });
      bestWeights = weights;
    },
    onEpochEnd: (epoch, logs, training) => {
      if (epoch <= startFromEpoch) return;
      wait++;
      if (isImprovement(logs[monitor], best)) {
        best = logs[monitor];
        // Without a baseline anything is better than that.
        if (isImprovement(best, baseline)) wait = 0;
        if (restoreBestWeights) bestWeights = training.snapshot();
      } else if (wait >= patience && epoch > 1) training.stop('early');
    },
    onTrainEnd: (training) => {
      if (bestWeights !== undefined) training.restore(bestWeights);
    },
  };
}
