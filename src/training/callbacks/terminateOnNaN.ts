import type { Callback } from './callback.js';

/** Ends a training at the batch whose loss is NaN or infinite, as Keras' of the same name. */
export function terminateOnNaN(): Callback {
  return {
    onBatchEnd: ({ loss }, training) => {
      if (!Number.isFinite(loss)) training.stop('diverged');
    },
  };
}
