import type { KeptRows } from '../base/cache/keptRows.js';
import { chunks } from '../base/chunks.js';
import { prefetch } from '../base/prefetch.js';
import type { Size } from '../dataset/resize.js';
import { tf } from '../engine/tensorflow.js';
import type { Features } from './features.js';
import { prefetchedPictures } from './pictures.js';

/** Input of one training step of the layers after the frozen ones. */
export interface Batch {
  indices: number[];
  /** To be disposed by the receiver. */
  x: tf.Tensor;
}

/** Batches of features that are read before their step. */
const FEATURES_AHEAD = 2;

/** Batches of cached features. */
export async function* cachedBatches(features: Features, batches: number[][]): AsyncGenerator<Batch> {
  for await (const { value, loaded } of prefetch(batches, features.read, FEATURES_AHEAD)) {
    yield { indices: value, x: loaded() };
  }
}

/**
 * Batches of images that run through the frozen layers now, several small ones at once.
 *
 * @param most examples at once, unless one batch has more
 */
export async function* streamedBatches(
  pictures: KeptRows,
  batches: number[][],
  size: Size,
  most: number,
  through: (pixels: Uint8Array, indices: number[]) => tf.Tensor,
): AsyncGenerator<Batch> {
  const batchSize = batches[0]?.length ?? 1;
  const atOnce = Math.max(1, Math.floor(most / batchSize));
  const passes = chunks(batches.length, atOnce).map((some) => some.map((b) => batches[b]!));
  const depth = prefetchedPictures(batchSize * atOnce, size);
  for await (const { value, loaded } of prefetch(passes, (some) => pictures.read(some.flat()), depth)) {
    const all = tf.tidy(() => through(loaded, value.flat()));
    try {
      let start = 0;
      for (const indices of value) {
        const x = value.length === 1 ? all.clone() : sliceOf(all, start, indices.length);
        start += indices.length;
        yield { indices: indices, x };
      }
    } finally {
      all.dispose();
    }
  }
}

function sliceOf(all: tf.Tensor, start: number, length: number): tf.Tensor {
  const begin = all.shape.map((_, axis) => (axis === 0 ? start : 0));
  return tf.slice(all, begin, [length, ...all.shape.slice(1)]);
}
