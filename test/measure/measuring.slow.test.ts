import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BackboneName } from '../../src/backbones/architectures/registry.js';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import type { ScannedImage } from '../../src/dataset/scan.js';
import { tf } from '../../src/engine/tensorflow.js';
import { drawPictures } from '../../src/features/pictureSample.js';
import { openBackbone, type Passage, pooledFeatures } from '../../src/features/pooledFeatures.js';
import { probeOutcomes } from '../../src/learn/probe.js';
import { scalingDivergences } from '../../src/measure/model/scalingDivergences.js';
import { bestFit } from '../../src/measure/model/scalingMeasurement.js';
import { trainInferenceGap } from '../../src/measure/model/trainInferenceGap.js';
import { stepOfMode } from '../../src/preprocess/scaling.js';
import { drawnSeeds } from '../fixtures/drawnSeeds.js';

const SIZE = { height: 75, width: 150, interpolation: 'bilinear' } as const;
const LITE = [stepOfMode('lite')];

let folder: string;
let images: ScannedImage[];
beforeAll(async () => {
  await tf.ready();
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-measuring-'));
  ({ images } = await drawnSeeds(path.join(folder, 'images'), 3, 16, 1));
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

test.each<{ name: BackboneName; weights: string; right: string }>([
  { name: 'EfficientNetLite0', weights: 'imagenet', right: 'preprocess_input (lite)' },
  { name: 'InceptionV3', weights: 'nsfwjs', right: 'rescale 1/255' },
  { name: 'MobileNetV2', weights: 'nsfwjs', right: 'rescale 1/255' },
])('the scaling that $name was trained with is read from its weights', async ({ name, weights, right }) => {
  const backbone = openBackbone(await loadBackbone(name, weights));
  const before = tf.memory().numTensors;
  const fits = scalingDivergences(backbone, await drawPictures(images, 48, SIZE), [
    stepOfMode('tf'),
    { step: 'rescale', factor: 1 / 255 },
  ]);
  expect(tf.memory().numTensors).toBe(before);
  backbone.dispose();
  const of = new Map(fits.map((fit) => [fit.name, fit.divergence!]));
  const best = Math.min(...of.values());
  console.log(name, Object.fromEntries(of));
  expect(of.get(right)).toBe(best);
  expect(best).toBeLessThan(0.4);
  // DESIGN.md section 2: doubly scaled 3.2 on EfficientNetLite0, caffe and raw by three orders of magnitude more.
  expect(fits[0].divergence! / best).toBeGreaterThan(5);
  for (const wrong of ['preprocess_input (caffe)', 'raw [0, 255]']) expect(of.get(wrong)! / best).toBeGreaterThan(1000);
});

test('a scaling with which values overflow is infinitely far, and does not hide which fits', async () => {
  const backbone = openBackbone(await loadBackbone('EfficientNetLite0', 'imagenet'));
  const fits = scalingDivergences(backbone, await drawPictures(images, 6, SIZE), [{ step: 'rescale', factor: 1e38 }]);
  backbone.dispose();
  expect(fits[0].divergence).toBe(Number.POSITIVE_INFINITY);
  expect(bestFit(fits)).toBe(fits.findIndex(({ name }) => name === 'preprocess_input (lite)'));
});

test('a backbone without batch normalization has no statistics to compare with', async () => {
  const backbone = openBackbone(await loadBackbone('SqueezeNet', 'random'));
  const fits = scalingDivergences(backbone, await drawPictures(images, 6, SIZE), [stepOfMode('unit')]);
  backbone.dispose();
  expect(fits.every(({ divergence }) => divergence === undefined)).toBe(true);
});

test('phases depart under batch statistics and are the same under moving ones, and nothing is left behind', async () => {
  const backbone = openBackbone(await loadBackbone('EfficientNetLite0', 'imagenet'));
  const before = tf.memory().numTensors;
  const sample = await drawPictures(images, 24, SIZE);
  const passage: Passage = { scaling: LITE, policy: 'batch', batchSize: 4 };
  const departures = await trainInferenceGap(backbone, sample, passage);
  expect(departures).toHaveLength(49);
  expect(departures[0].layer).toBe('stem_bn');
  expect(Math.max(...departures.map(({ difference }) => difference))).toBeGreaterThan(0.5);
  const moving = await trainInferenceGap(backbone, sample, { ...passage, policy: 'moving' });
  // Folded into the kernels in training alone: the same but for rounding.
  expect(Math.max(...moving.map(({ difference }) => difference))).toBeLessThan(1e-4);
  expect(tf.memory().numTensors).toBe(before);
  backbone.dispose();
});

test('features are those of their passage, are kept, and a probe learns classes from them but none from chance', async () => {
  const backbone = openBackbone(await loadBackbone('EfficientNetLite0', 'imagenet'));
  const sample = await drawPictures(images, 48, SIZE);
  const cacheFolder = path.join(folder, 'cache');
  const cache = { folder: cacheFolder };
  const passage: Passage = { scaling: LITE, policy: 'batch', batchSize: 4 };
  const features = await pooledFeatures(backbone, sample, passage, cache);
  expect(features).toHaveLength(48 * 1280);
  expect(await pooledFeatures(backbone, sample, passage, cache)).toEqual(features);
  // A passage in inference does not depend on policy and batch size, so it is computed once for all recipes.
  const { length } = await readdir(cacheFolder, { recursive: true });
  await pooledFeatures(backbone, sample, { ...passage, policy: 'moving', batchSize: 8, swapped: false }, cache);
  expect(await readdir(cacheFolder, { recursive: true })).toHaveLength(length);
  const nearest = await drawPictures(images, 48, { ...SIZE, interpolation: 'nearest' });
  expect(await pooledFeatures(backbone, nearest, passage, cache)).not.toEqual(features);
  const exchanged = await pooledFeatures(backbone, sample, { ...passage, swapped: true }, cache);
  const training = await pooledFeatures(backbone, sample, { ...passage, mode: 'training' }, cache);
  for (const other of [exchanged, training]) expect(other).not.toEqual(features);
  backbone.dispose();
  const accuracy = (right: boolean[]): number => right.filter(Boolean).length / right.length;
  const [learnt] = probeOutcomes(features, [features], sample.labels, 3);
  expect(accuracy(learnt)).toBeGreaterThan(0.55); // a third would be chance
  const dealt = sample.labels.map((_, i) => i % 3);
  expect(accuracy(probeOutcomes(features, [features], dealt, 3)[0])).toBeLessThan(0.55);
});

test('a sample has as many of each class as there are, in a mixed order, the same for the same seed', async () => {
  const sample = await drawPictures(images, 30, SIZE);
  expect([0, 1, 2].map((label) => sample.labels.filter((each) => each === label).length)).toEqual([10, 10, 10]);
  expect(sample.labels.slice(0, 10)).not.toEqual(new Array(10).fill(sample.labels[0]));
  expect((await drawPictures(images, 30, SIZE)).images).toEqual(sample.images);
});
