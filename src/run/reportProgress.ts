import type { Recipe } from '../recipe/recipeType.js';
import type { Callback } from '../training/callbacks/callback.js';
import type { RunOptions } from './runOptions.js';

/** A callback that reports after every batch how far training is, and how long it will take. */
export function reportProgress({ epochs, batchSize }: Recipe, { onProgress, now }: RunOptions): Callback {
  let start = 0;
  return {
    onEpochBegin: () => {
      start = now();
    },
    onBatchEnd: ({ epoch, batch, batches, seen, history }) => {
      const imagesPerSecond = seen / ((now() - start) / 1000);
      const left = (batches - batch + (epochs - epoch) * batches) * batchSize;
      const secondsLeft = left / imagesPerSecond;
      onProgress?.({ activity: 'training', epoch, epochs, batch, batches, imagesPerSecond, secondsLeft, history });
    },
  };
}
