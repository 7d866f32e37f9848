import { chunks } from '../base/chunks.js';
import { Interrupted } from '../base/interruption.js';
import { mapConcurrent } from '../base/mapConcurrent.js';
import { prefetch } from '../base/prefetch.js';
import { decodeScanned } from '../dataset/decodeScanned.js';
import { augment } from '../engine/augment.js';
import { padRows } from '../engine/padRows.js';
import type { Precision } from '../engine/precision.js';
import { recorded } from '../engine/record.js';
import { tf, yieldToEventLoop } from '../engine/tensorflow.js';
import { inferenceBatch } from '../features/features.js';
import type { OpenModel } from '../features/openModel.js';
import { type PictureSize, prefetchedPictures } from '../features/pictures.js';
import { drawChange } from '../preprocess/augmentation.js';
import type { Views } from '../recipe/views.js';

export interface ViewOptions {
  /** Called with the number of finished images. */
  onProgress?: (done: number) => void;
  /** Called before each batch; returning true stops the work. */
  interrupted?: () => boolean;
  /** Number format that convolutions compute in. Default: float32 */
  precision?: Precision;
}

/**
 * Predicts images with test-time augmentation: the mean of the probabilities over the views of an image, as Krizhevsky et al.
 * 2012, 4.1, average the softmax over crops and mirror images.
 *
 * @returns probabilities `[numExamples][numClasses]`
 * @throws Interrupted if it was interrupted
 */
export async function predictViews(
  model: OpenModel,
  paths: readonly string[],
  size: PictureSize,
  views: Views,
  { onProgress, interrupted, precision }: ViewOptions = {},
): Promise<number[][]> {
  const answer = recorded(([pictures]) => [model.upTo(model.network.output, pictures as tf.Tensor4D)], { precision });
  const probabilities: number[][] = [];
  const batchSize = inferenceBatch(size);
  const batches = chunks(paths.length, batchSize);
  const decode = (indices: readonly number[]): Promise<Uint8Array[]> =>
    mapConcurrent(indices, (i) => decodeScanned(paths[i]!, size));
  try {
    for await (const { value: indices, loaded } of prefetch(batches, decode, prefetchedPictures(batchSize, size))) {
      if (interrupted?.()) throw new Interrupted();
      const rows = tf.tidy(() => {
        const seen = viewTensors(Buffer.concat(loaded), indices, size, views).map(
          (view) => answer([padRows(view, batchSize)])[0]!,
        );
        const means = tf.div(tf.addN(seen), seen.length).arraySync() as number[][];
        return means.slice(0, indices.length);
      });
      probabilities.push(...rows);
      onProgress?.(probabilities.length);
      await yieldToEventLoop();
    }
  } finally {
    answer.dispose();
  }
  return probabilities;
}

function viewTensors(
  pixels: Uint8Array,
  indices: readonly number[],
  size: PictureSize,
  { flip, draws, ranges, seed }: Views,
): tf.Tensor4D[] {
  const { height, width } = size;
  const pictures = tf.tensor4d(new Float32Array(pixels), [indices.length, height, width, 3]);
  const drawn = Array.from({ length: draws }, (_, k) => {
    // Epochs of a training count from 1, so none of these draws was seen in training.
    const changes = indices.map((i) => drawChange(ranges, height, width, seed, -k, i));
    return augment(pixels, changes, size, ranges);
  });
  return [pictures, ...(flip ? [tf.reverse(pictures, 2)] : []), ...drawn];
}
