import { openRows } from '../base/cache/keptRows.js';
import { chunks } from '../base/chunks.js';
import { digest } from '../base/digest.js';
import { random, shuffled } from '../base/random.js';
import { tf, valuesOf, yieldToEventLoop } from '../engine/tensorflow.js';
import type { Recipe } from '../recipe/recipeType.js';
import { cacheOf, type FeatureOptions } from './featureOptions.js';
import { type Features, type FeaturesOf, featuresOfRows, HELD_BYTES } from './features.js';

/** Raised whenever the same images in the same batches would give other features. */
const BATCH_FEATURES_VERSION = 1;

/**
 * Runs images once through frozen layers that use the statistics of each batch, in batches drawn by seed and view, or reads
 * what is cached. A training draws new batches in every epoch, so that this is an approximation. A short last batch is filled
 * up with the first images.
 *
 * @param view 1-based
 */
export async function openBatchFeatures(
  { keys, tensor, infer, shape, what }: FeaturesOf,
  { batchSize, batchNormalization, seed }: Recipe,
  options: FeatureOptions,
  view: number,
): Promise<Features> {
  const rowBytes = tf.util.sizeFromShape(shape) * Float32Array.BYTES_PER_ELEMENT;
  const order = shuffled([...keys.keys()], random(seed, 'batches once', view));
  const how = { BATCH_FEATURES_VERSION, what, batchSize, batchNormalization, among: order.map((i) => keys[i]!) };
  const all = [...keys.keys()];
  const make = async (wanted: readonly number[]): Promise<Uint8Array> => {
    const made = new Uint8Array(keys.length * rowBytes);
    for (const batch of chunks(order.length, batchSize)) {
      const full = Array.from({ length: batchSize }, (_, i) => order[batch[i] ?? i % order.length]!);
      const load = await tensor(full);
      const values = valuesOf(() => infer(load()));
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      batch.forEach((place, i) => {
        made.set(bytes.subarray(i * rowBytes, (i + 1) * rowBytes), order[place]! * rowBytes);
      });
      await yieldToEventLoop();
    }
    return wanted.length === keys.length
      ? made
      : Buffer.concat(wanted.map((i) => made.subarray(i * rowBytes, (i + 1) * rowBytes)));
  };
  const rows = await openRows({
    cache: cacheOf(options),
    name: ['features', digest(how)],
    // An image that is there twice has two rows, in two batches.
    keys: keys.map((key, i) => `${key} ${i}`),
    rowBytes,
    make,
    memory: HELD_BYTES,
  });
  try {
    if (rows.missing().length > 0) await rows.add(all, await make(all));
  } catch (error) {
    await rows.close();
    throw error;
  }
  return featuresOfRows(rows, shape);
}
