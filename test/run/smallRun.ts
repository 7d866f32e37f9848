import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll } from 'vitest';
import { random } from '../../src/base/random.js';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import { type ScannedImage, scanImages } from '../../src/dataset/scan.js';
import { tf } from '../../src/engine/tensorflow.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import type { RunOptions } from '../../src/run/runOptions.js';
import { runRecipe } from '../../src/run/runRecipe.js';
import type { RunResult } from '../../src/run/runResult.js';

// Small images and a small network for tests of runs. Importing this file registers the hooks that draw and delete the images.

export const CLASSES: string[] = ['blue', 'red'];

/** The reference recipe with a network and an image size that are small enough for a test. */
export const SMALL: Recipe = withChanges(REFERENCE_RECIPE, {
  height: 32,
  width: 32,
  backbone: { name: 'SmallCnn', weights: 'random' },
  unfrozen: { above: 'everything', batchNormalization: false },
  batchNormalization: 'moving', // which is the identity before training
  scaling: [{ step: 'preprocess_input', mode: 'unit' }],
  augmentation: null,
  head: { units: [], dropout: 0 },
  learningRate: 3e-3,
  epochs: 3,
});

export const FROZEN_INCEPTION: Recipe = withChanges(SMALL, {
  height: 75,
  width: 75,
  backbone: { name: 'InceptionV3', weights: 'nsfwjs' },
  unfrozen: { above: 'nothing', batchNormalization: false },
  batchNormalization: 'moving',
});

/** Folder of this test file, with the images in `images`. Set before the first test. */
export let folder: string;
/** Scanned images of that folder. Set before the first test. */
export let images: ScannedImage[];

// Sixteen training and eight validation images: noise, with more blue in one class and more red in the other.
beforeAll(async () => {
  await tf.ready();
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-run-'));
  for (const [split, count] of [
    ['training_set', 8],
    ['validation_set', 4],
  ] as const) {
    for (const [label, className] of CLASSES.entries()) {
      await mkdir(path.join(folder, 'images', split, className), { recursive: true });
      for (let i = 0; i < count; i++) {
        const draw = random(split, className, i);
        const pixels = Uint8Array.from({ length: 32 * 32 * 3 }, (_, k) => {
          const bright = k % 3 === (label === 0 ? 2 : 0);
          return draw.between(bright ? 120 : 20, bright ? 250 : 150);
        });
        const image = sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } });
        await image.png().toFile(path.join(folder, 'images', split, className, `${i}.png`));
      }
    }
  }
  images = (await scanImages(await readClassFolders(path.join(folder, 'images')))).images;
});

afterAll(() => rm(folder, { recursive: true }));

export function run(
  recipe: Recipe,
  options: Partial<RunOptions> & { images?: ScannedImage[] } = {},
): Promise<RunResult> {
  const cacheFolder = path.join(folder, 'features');
  return runRecipe(recipe, options.images ?? images, CLASSES, {
    cacheFolder,
    now: () => performance.now(),
    ...options,
  });
}

export function accuracyOf({ probabilities, labels }: Pick<RunResult, 'labels' | 'probabilities'>): number {
  return probabilities.filter(([blue, red], i) => (red > blue ? 1 : 0) === labels[i]).length / labels.length;
}

/** Name, time of change and bytes of each file. */
export async function modified(cacheFolder: string): Promise<[name: string, time: number, bytes: number][]> {
  const names = (await readdir(cacheFolder, { recursive: true })).filter((name) => name.endsWith('.rows')).sort();
  return Promise.all(
    names.map(async (name): Promise<[string, number, number]> => {
      const { mtimeMs, size } = await stat(path.join(cacheFolder, name));
      return [name, mtimeMs, size];
    }),
  );
}
