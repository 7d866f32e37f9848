import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import type { Network } from '../backbones/network/layer.js';
import { layerOfWeight, modelWeightsDigest, type RawWeight, type WeightName } from '../backbones/network/weights.js';
import { type KeptRows, openRows } from '../base/cache/keptRows.js';
import { chunks } from '../base/chunks.js';
import { digest } from '../base/digest.js';
import { Interrupted } from '../base/interruption.js';
import { prefetch } from '../base/prefetch.js';
import type { Size } from '../dataset/resize.js';
import { padRows } from '../engine/padRows.js';
import type { Precision } from '../engine/precision.js';
import { tf, valuesOf, yieldToEventLoop } from '../engine/tensorflow.js';
import type { Stage } from '../preprocess/composedScaling.js';
import type { Recipe } from '../recipe/recipeType.js';
import { cacheOf, type FeatureOptions } from './featureOptions.js';
import { type PictureSize, prefetchedPictures } from './pictures.js';

/** Outputs of the frozen layers, one per image. */
export interface Features {
  /** Reads those of some images; the result makes a tensor, which the caller disposes. */
  read(indices: readonly number[]): Promise<() => tf.Tensor>;
  close(): Promise<void>;
}

/** What features are computed from. */
export interface FeaturesOf {
  /** One key per image: digests of everything that determines its pixels. */
  keys: readonly string[];
  /** Loads some images; the result makes a tensor of their pixels, `[n, height, width, 3]` in [0, 255]. */
  tensor(indices: readonly number[]): Promise<() => tf.Tensor4D>;
  /** Runs scaling and frozen layers on such pixels. */
  infer(pixels: tf.Tensor4D): tf.Tensor;
  /** Shape of the features of one image. */
  shape: number[];
  /** Digest of layers, weights, scaling, precision and size. */
  what: string;
  /** Shown with the progress; 0 if the features are those of all epochs. */
  epoch: number;
}

/** Raised whenever the same images would give other features. */
const FEATURES_VERSION = 4;

/** Images of a batch in inference, and the pixels that they have at most, for the sake of memory. */
const INFERENCE_BATCH = { most: 32, least: 4, pixels: 2 ** 20 };

/**
 * Images of a batch in inference: 32 of up to 181x181 pixels, 10 of 227x454. InceptionV3 takes 0.7 GB more in batches of 32 of
 * the latter than in batches of 4, and as long for each image.
 */
export function inferenceBatch({ height, width }: Size): number {
  const { most, least, pixels } = INFERENCE_BATCH;
  return Math.max(least, Math.min(most, Math.floor(pixels / (height * width))));
}

/** Bytes of features or images that a run holds in memory: a quarter of the memory, at most 512 MiB. */
export const HELD_BYTES: number = Math.min(os.totalmem() / 4, 2 ** 29);

/** Bytes to leave free on the disk. */
const FREE_BYTES = 2 ** 30;

/**
 * Digest of the layers, weights, scaling and precision that compute features; without layers, features are the scaled images,
 * which are float32 in either precision.
 */
export function digestOfMaker(
  part: Network | undefined,
  weights: ReadonlyMap<WeightName, RawWeight>,
  stages: readonly Stage[],
  precision: Precision = 'float32',
): string {
  if (part === undefined) return digest({ stages });
  const { layers } = part;
  const names = new Set(layers.map(({ name }) => name));
  const ofPart = [...weights].filter(([name]) => names.has(layerOfWeight(name)));
  const digestOfWeights = modelWeightsDigest(ofPart.map(([name, { values }]) => [name, values]));
  // Without it, the name is that of features from before there was another precision.
  return digest({ layers, weights: digestOfWeights, stages, ...(precision === 'bfloat16' && { precision }) });
}

/**
 * Digest that features are cached under.
 *
 * @param what digest of layers, weights, scaling and precision
 */
export function featuresDigest(what: string, { height, width, interpolation }: PictureSize): string {
  return digest({ what, height, width, interpolation });
}

/**
 * Runs images through the frozen layers once, or reads cached features of the same image, weights and size. If they are
 * larger than `HELD_BYTES`, they are read from their files batch by batch.
 *
 * @returns undefined, after a note, if they do not fit into the cache
 */
export async function openFeatures(
  of: FeaturesOf,
  recipe: Recipe,
  options: FeatureOptions,
): Promise<Features | undefined> {
  const { keys, shape } = of;
  const rowBytes = tf.util.sizeFromShape(shape) * Float32Array.BYTES_PER_ELEMENT;
  const size = inferenceBatch(recipe);
  const compute = (indices: readonly number[], tensor: () => tf.Tensor4D): Uint8Array => {
    const values = valuesOf(() => {
      // Always a full batch, so that the features of an image do not depend on how many others are missing.
      return of.infer(padRows(tensor(), size));
    });
    return new Uint8Array(values.buffer, values.byteOffset, indices.length * rowBytes);
  };
  const make = async (indices: readonly number[]): Promise<Uint8Array> => {
    const parts: Uint8Array[] = [];
    for (const batch of chunks(indices.length, size)) {
      const some = batch.map((i) => indices[i]!);
      parts.push(compute(some, await of.tensor(some)));
    }
    return Buffer.concat(parts);
  };
  const rows = await openRows({
    cache: cacheOf(options),
    name: ['features', digest({ FEATURES_VERSION, what: of.what })],
    keys,
    rowBytes,
    make,
    memory: HELD_BYTES,
  });
  try {
    const missing = rows.missing();
    const obstacle = await noRoom(keys.length * rowBytes, missing.length * rowBytes, options);
    if (obstacle !== undefined) {
      options.onNote?.(`The frozen layers run in every step: ${obstacle}.`);
      await rows.close();
      return undefined;
    }
    await computeMissing(missing, of, compute, rows, recipe, options);
  } catch (error) {
    // Features that are there stay cached, for the next run.
    await rows.close();
    throw error;
  }
  return featuresOfRows(rows, shape);
}

/** Rows of bytes as tensors of features of a shape. */
export function featuresOfRows(rows: KeptRows, shape: readonly number[]): Features {
  return {
    read: async (indices) => {
      const { buffer } = await rows.read(indices);
      return () => tf.tensor(new Float32Array(buffer as ArrayBuffer), [indices.length, ...shape]);
    },
    close: rows.close,
  };
}

async function computeMissing(
  missing: readonly number[],
  of: FeaturesOf,
  compute: (indices: readonly number[], tensor: () => tf.Tensor4D) => Uint8Array,
  rows: KeptRows,
  recipe: Recipe,
  options: FeatureOptions,
): Promise<void> {
  const start = options.now();
  const size = inferenceBatch(recipe);
  let seen = 0;
  const batches = chunks(missing.length, size).map((batch) => batch.map((i) => missing[i]!));
  for await (const { value, loaded } of prefetch(batches, of.tensor, prefetchedPictures(size, recipe))) {
    if (options.interrupted?.()) {
      if (of.epoch === 0) throw new Interrupted();
      return; // to training, which stops at its next batch and keeps its best epoch
    }
    await rows.add(value, compute(value, loaded));
    seen += value.length;
    const imagesPerSecond = seen / ((options.now() - start) / 1000);
    options.onProgress?.({
      activity: 'features',
      epoch: of.epoch,
      epochs: recipe.epochs,
      batch: Math.ceil(seen / size),
      batches: batches.length,
      imagesPerSecond,
      secondsLeft: (missing.length - seen) / imagesPerSecond,
      history: [],
    });
    await yieldToEventLoop();
  }
}

/** Why features do not fit into the cache or on the disk; undefined if they fit. */
async function noRoom(all: number, missing: number, options: FeatureOptions): Promise<string | undefined> {
  const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`;
  const { cacheFolder, cacheLimit = Number.POSITIVE_INFINITY } = options;
  if (all > cacheLimit) return `their output (${gigabytes(all)}) is larger than the cache (${gigabytes(cacheLimit)})`;
  if (missing === 0) return undefined;
  const { bavail, bsize } = await fs.statfs(cacheFolder);
  const free = bavail * bsize - FREE_BYTES;
  if (missing > free) return `their output (${gigabytes(missing)}) does not fit on the disk`;
  return undefined;
}
