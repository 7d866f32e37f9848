import type { Recipe } from '../recipe/recipeType.js';
import type { Callback } from '../training/callbacks/callback.js';
import type { RunOptions } from './runOptions.js';

/** A callback that reports after every batch how far training is, and how long it will take. */
export function reportProgress({ epochs, batchSize }: Recipe, { onProgress, now }: RunOptions): Callback {
  let start = 0;
  let lastBatch: number | undefined;
  /** Seconds from the last batch of an epoch to the first of the next, when the validation images are evaluated. */
  let between = 0;
  return {
    onEpochBegin: () => {
      start = now();
      if (lastBatch !== undefined) between = (start - lastBatch) / 1000;
    },
    onBatchEnd: ({ epoch, batch, batches, seen, history }) => {
      lastBatch = now();
      const imagesPerSecond = seen / ((lastBatch - start) / 1000);
      const left = (batches - batch + (epochs - epoch) * batches) * batchSize;
      const secondsLeft = left / imagesPerSecond + (epochs - epoch + 1) * between;
      onProgress?.({ activity: 'training', epoch, epochs, batch, batches, imagesPerSecond, secondsLeft, history });
    },
  };
}
