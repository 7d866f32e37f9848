import type { Callback } from './callback.js';

/** Same as `keras.callbacks.TerminateOnNaN`: ends training at a batch whose loss is NaN or infinite. */
export function terminateOnNaN(): Callback {
  return {
    onBatchEnd: ({ loss }, training) => {
      if (!Number.isFinite(loss)) training.stop('diverged');
    },
  };
}
