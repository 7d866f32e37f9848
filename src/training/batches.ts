import { inTurns } from '../base/inTurns.js';
import { random, shuffled } from '../base/random.js';
import { decodeImage } from '../dataset/image.js';
import type { Interpolation } from '../dataset/resize.js';

export interface PictureSize {
  height: number;
  width: number;
  interpolation: Interpolation;
}

/** Whether the examples that do not fill a batch are left out of an epoch, floor(n / batchSize) steps, or are a short one. */
export type LastBatch = 'drop' | 'keep';

/** Indices of the examples of each batch of an epoch, shuffled by seed and epoch. Fewer than a batch are one. */
export function epochBatches(
  numExamples: number,
  batchSize: number,
  seed: number,
  epoch: number,
  lastBatch: LastBatch,
): number[][] {
  const order = shuffled(
    Array.from({ length: numExamples }, (_, i) => i),
    random(seed, 'order', epoch),
  );
  const size = Math.min(batchSize, numExamples);
  const steps = lastBatch === 'drop' ? Math.floor(numExamples / size) : Math.ceil(numExamples / size);
  return Array.from({ length: steps }, (_, b) => order.slice(b * size, (b + 1) * size));
}

/** Indices in order, the last batch short. */
export function inOrder(numExamples: number, batchSize: number): number[][] {
  return Array.from({ length: Math.ceil(numExamples / batchSize) }, (_, b) =>
    Array.from({ length: Math.min(batchSize, numExamples - b * batchSize) }, (_, i) => b * batchSize + i),
  );
}

/** Decodes batches ahead of their use; pixels are `[batch, height, width, 3]` in 0 ... 255. */
export async function* decodedBatches(
  paths: readonly string[],
  batches: readonly number[][],
  size: PictureSize,
  ahead = 8,
): AsyncGenerator<{ indices: number[]; pixels: Float32Array }> {
  const decode = async (indices: number[]): Promise<Float32Array> => {
    const pictures = await inTurns(indices, (i) => decodeImage(paths[i], size));
    const pixels = new Float32Array(indices.length * size.height * size.width * 3);
    pictures.forEach((picture, i) => {
      pixels.set(picture, i * picture.length);
    });
    return pixels;
  };
  const pending: Promise<Float32Array>[] = [];
  for (let b = 0; b < batches.length; b++) {
    while (pending.length < ahead && b + pending.length < batches.length) {
      const promise = decode(batches[b + pending.length]);
      promise.catch(() => undefined); // reported where it is awaited
      pending.push(promise);
    }
    yield { indices: batches[b], pixels: await pending.shift()! };
  }
}
