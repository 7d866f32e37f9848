import { digest } from '../base/digest.js';
import type { ScannedImage } from '../dataset/scan.js';
import { breathe, tf } from '../engine/tensorflow.js';
import { decodedBatches, inOrder } from '../training/batches.js';
import { cachedArray } from '../training/featureCache.js';
import { interruptedEarly, type RunOptions } from './progress.js';
import type { Recipe } from './recipe.js';

/** Outputs of the frozen layers, one after the other; `shape` is that of one. */
export interface Features {
  values: Float32Array;
  shape: number[];
}

/** Raised whenever the same images would give other features. */
const FEATURES_VERSION = 2;

/**
 * Most bytes of features that are kept, in memory and on disk. Above it the frozen layers run in every step instead:
 * slower, but a feature map of an upper block weighs a megabyte a picture at 227x454.
 */
const FEATURES_LIMIT = 2 ** 30;

export const INFERENCE_BATCH = 32;

/**
 * Runs images through the frozen layers once, or reads what an earlier run kept of the same images, weights and size.
 *
 * @param infer the scaled frozen layers, from pixels `[batch, height, width, 3]` in 0 ... 255
 * @param shape of one picture's features
 * @param what digest of layers, weights and scaling
 * @returns undefined where the features would be larger than the limit
 */
export async function computeFeatures(
  images: readonly ScannedImage[],
  infer: (pixels: tf.Tensor) => tf.Tensor,
  shape: number[],
  what: string,
  recipe: Recipe,
  options: RunOptions,
): Promise<Features | undefined> {
  const picture: [number, number, number] = [recipe.height, recipe.width, 3];
  const size = tf.util.sizeFromShape(shape);
  if (images.length * size * Float32Array.BYTES_PER_ELEMENT > FEATURES_LIMIT) return undefined;
  const { height, width, interpolation } = recipe;
  const digests = images.map((image) => image.digest);
  const key = digest({ FEATURES_VERSION, what, height, width, interpolation, digests });
  const values = await cachedArray(options.cacheFolder, key, async () => {
    const all = new Float32Array(images.length * size);
    const paths = images.map((image) => image.path);
    const batches = inOrder(images.length, INFERENCE_BATCH);
    const start = options.now();
    let seen = 0;
    for await (const { indices, pixels } of decodedBatches(paths, batches, recipe)) {
      if (options.interrupted?.()) throw interruptedEarly();
      all.set(
        tf.tidy(() => infer(tf.tensor4d(pixels, [indices.length, ...picture])).dataSync()),
        seen * size,
      );
      seen += indices.length;
      const imagesPerSecond = seen / ((options.now() - start) / 1000);
      options.onProgress?.({
        activity: 'features',
        epoch: 0,
        epochs: recipe.epochs,
        batch: Math.ceil(seen / INFERENCE_BATCH),
        batches: batches.length,
        imagesPerSecond,
        secondsLeft: (images.length - seen) / imagesPerSecond,
        history: [],
      });
      await breathe();
    }
    return all;
  });
  return { values, shape };
}

/** The features of some images as a batch. */
export function featureBatch({ values, shape }: Features, indices: readonly number[]): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  const picked = new Float32Array(indices.length * size);
  indices.forEach((index, i) => {
    picked.set(values.subarray(index * size, (index + 1) * size), i * size);
  });
  return tf.tensor(picked, [indices.length, ...shape]);
}
