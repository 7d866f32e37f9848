import type { Callback } from './callback.js';

/**
 * Ends a training at the batch whose loss is NaN or infinite, as Keras' `TerminateOnNaN`. Every run has it already.
 *
 * @example
 * await thaw.train('reference', recipe, dataset, [thaw.terminateOnNaN()]);
 */
export function terminateOnNaN(): Callback {
  return {
    onBatchEnd: ({ loss }, training) => {
      if (!Number.isFinite(loss)) training.stop('diverged');
    },
  };
}
