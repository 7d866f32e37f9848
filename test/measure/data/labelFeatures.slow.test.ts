import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ScannedImage, scanImages } from '../../../src/dataset/scan.js';
import { suspectLabel } from '../../../src/diagnose/checks/data/suspectLabel.js';
import type { Finding } from '../../../src/diagnose/finding.js';
import { tf } from '../../../src/engine/tensorflow.js';
import type { FeatureOptions } from '../../../src/features/featureOptions.js';
import { frozenFeatures } from '../../../src/features/frozenFeatures.js';
import type { FeatureMatrix } from '../../../src/learn/featureMatrix.js';
import { outOfFoldProbabilities } from '../../../src/learn/outOfFold.js';
import { labelFeatures, secondsOfLabelFeatures } from '../../../src/measure/data/labelFeatures.js';
import { REFERENCE_RECIPE, withChanges } from '../../../src/recipe/recipe.js';
import { withBackbone } from '../../../src/recipe/variants.js';
import { drawnSeeds } from '../../fixtures/drawnSeeds.js';

const NUM_CLASSES = 6;
const TRAINING = 48;
const VALIDATION = 8;

let root: string;
let classNames: string[];
let images: ScannedImage[];
let options: FeatureOptions;
let features: { features: FeatureMatrix; labelFeatures: FeatureMatrix };

/** Small gray crops: seeds shrunk to 30 to 60 pixels, without color, blurred by the shrinking. */
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'thaw-labels-'));
  const folder = path.join(root, 'images');
  const drawn = await drawnSeeds(folder, NUM_CLASSES, TRAINING, VALIDATION);
  classNames = drawn.classNames;
  for (const [i, { path: file }] of drawn.images.entries()) {
    const whole = await readFile(file);
    await writeFile(
      file,
      await sharp(whole)
        .resize({ width: 30 + (i % 31) })
        .grayscale()
        .jpeg()
        .toBuffer(),
    );
  }
  const examples = drawn.images.map(({ path: file, className, label, split }) => ({
    path: file,
    className,
    label,
    split,
  }));
  images = (await scanImages({ folder, classNames, examples, notes: [] })).images;
  options = { cacheFolder: path.join(root, 'cache'), now: () => performance.now() };
  features = await labelFeatures(images, options);
});
afterAll(() => rm(root, { recursive: true }));

/** What is found where a share of the training labels is exchanged. */
function findingWith(share: number): { finding: Finding | undefined; exchanged: number } {
  const training = images.filter(({ split }) => split === 'training');
  const every = share === 0 ? Number.POSITIVE_INFINITY : Math.round(1 / share);
  const exchanged = new Set(training.filter((_, i) => i % every === 1).map(({ path: file }) => file));
  const labeled = images.map((image, i) =>
    exchanged.has(image.path) ? { ...image, label: (image.label + 1 + (i % (NUM_CLASSES - 1))) % NUM_CLASSES } : image,
  );
  const labels = labeled.map(({ label }) => label);
  const probabilities = outOfFoldProbabilities(features.labelFeatures, labels, NUM_CLASSES, { C: 0.01 });
  return { finding: suspectLabel(labeled, probabilities, classNames)[0], exchanged: exchanged.size };
}

test('small gray crops with an eighth of the training labels exchanged are a warning, and the clean ones are not', () => {
  const { finding, exchanged } = findingWith(1 / 8);
  expect(exchanged).toBe((NUM_CLASSES * TRAINING) / 8);
  expect(finding?.severity).toBe('warning');
  const [, low, high] = /\((\d+) to (\d+)\) of the training labels/.exec(finding!.summary)!.map(Number);
  expect(low).toBeLessThanOrEqual(13);
  expect(high).toBeGreaterThanOrEqual(12);
  expect(findingWith(0).finding?.severity ?? 'info').toBe('info');
});

test('the first columns are the features of the last layer alone, and no tensor is left', async () => {
  const recipe = withChanges(withBackbone(REFERENCE_RECIPE, { name: 'EfficientNetLite0', weights: 'imagenet' }), {
    height: 150,
    width: 150,
    interpolation: 'bilinear',
  });
  const few = images.slice(0, 40);
  const before = tf.memory().numTensors;
  const alone = await frozenFeatures(few, recipe, options);
  const again = await labelFeatures(few, options);
  expect(tf.memory().numTensors).toBe(before);
  expect(alone.numFeatures).toBe(1280);
  expect(again.labelFeatures.numFeatures).toBe(1280 + 2 * (40 + 112));
  expect(again.features).toEqual(alone);
});

test('the estimate counts the images that are not in the cache, where the first ones are', async () => {
  expect(await secondsOfLabelFeatures(images, options)).toBe(0);
  const fresh = { ...options, cacheFolder: path.join(root, 'estimated') };
  await labelFeatures(images.slice(0, 32), fresh);
  expect(await secondsOfLabelFeatures(images, fresh)).toBeGreaterThan(0);
  // What was timed is kept.
  let batches = 0;
  await labelFeatures(images, { ...fresh, onProgress: (progress) => (batches = progress.batches) });
  expect(batches).toBe(Math.ceil(images.length / 32) - 5);
});
