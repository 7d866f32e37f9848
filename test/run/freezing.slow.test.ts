import path from 'node:path';
import { expect, test } from 'vitest';
import { tf } from '../../src/engine/tensorflow.js';
import type { ScalingMode } from '../../src/preprocess/scaling.js';
import { REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import { FROZEN_INCEPTION, folder, modified, run, SMALL } from './smallRun.js';

test('layers up to the block to unfreeze above do not change by a bit, and the rest trains', async () => {
  const recipe = withChanges(SMALL, { unfrozen: { above: 'pool_2', batchNormalization: false } });
  const { frozenDigest, trainableParameters, history } = await run(recipe);
  expect(frozenDigest.after).toBe(frozenDigest.before);
  // Two convolutions of 3x3 below: 3 to 16 and 16 to 32 channels; two above, to 64 and 128, and two classes.
  const batchNormalizations = 4 * (16 + 32 + 64 + 128);
  expect(frozenDigest.parameters).toBe(3 * 3 * 3 * 16 + 3 * 3 * 16 * 32 + batchNormalizations);
  expect(trainableParameters).toBe(3 * 3 * 32 * 64 + 3 * 3 * 64 * 128 + (128 * 2 + 2));
  expect(history[2].trainLoss).toBeLessThan(history[0].trainLoss);
});

test.each<Pick<Recipe, 'backbone'> & { above: string; scaling: ScalingMode }>([
  { backbone: { name: 'InceptionV3', weights: 'nsfwjs' }, above: 'mixed9', scaling: 'unit' },
  { backbone: { name: 'EfficientNetLite0', weights: 'imagenet' }, above: 'block6d_add', scaling: 'lite' },
  { backbone: { name: 'ResNet50', weights: 'random' }, above: 'conv5_block2_out', scaling: 'caffe' },
  { backbone: { name: 'MobileNetV2', weights: 'nsfwjs' }, above: 'block_15_add', scaling: 'unit' },
  { backbone: { name: 'VGG16', weights: 'random' }, above: 'block4_pool', scaling: 'caffe' },
  { backbone: { name: 'SqueezeNet', weights: 'random' }, above: 'fire8/concat', scaling: 'caffe' },
  { backbone: { name: 'Xception', weights: 'random' }, above: 'add_10', scaling: 'tf' },
  { backbone: { name: 'ResNet50V2', weights: 'random' }, above: 'conv5_block2_out', scaling: 'tf' },
  { backbone: { name: 'ResNet101V2', weights: 'random' }, above: 'conv5_block2_out', scaling: 'tf' },
  { backbone: { name: 'InceptionResNetV2', weights: 'random' }, above: 'block8_8_ac', scaling: 'tf' },
  { backbone: { name: 'DenseNet121', weights: 'random' }, above: 'pool4_pool', scaling: 'torch' },
  { backbone: { name: 'EfficientNetV2B2', weights: 'random' }, above: 'block6i_add', scaling: 'none' },
])(
  'the upper block of $backbone.name trains, and the layers below do not change',
  async ({ backbone, above, scaling }) => {
    const recipe = withChanges(SMALL, {
      height: 75,
      width: 75,
      backbone,
      unfrozen: { above, batchNormalization: false },
      batchNormalization: 'moving',
      scaling: [{ step: 'preprocess_input', mode: scaling }],
      learningRate: 1e-4,
      epochs: 2,
    });
    const { frozenDigest, trainableParameters, history } = await run(recipe);
    expect(frozenDigest.after).toBe(frozenDigest.before);
    expect(frozenDigest.parameters).toBeGreaterThan(0);
    expect(trainableParameters).toBeGreaterThan(100_000);
    expect(history[1].trainLoss).toBeLessThan(history[0].trainLoss);
  },
);

// With a frozen part of random weights these give the same for every image: their squeeze and excitation, or their nineteen
// convolutions without normalization, leave nothing of it.
test.each(['VGG19', 'MobileNetV3Small', 'MobileNetV3Large', 'EfficientNetB0'] as const)(
  '%s trains from random weights',
  async (name) => {
    const recipe = withChanges(SMALL, {
      height: 48,
      width: 48,
      backbone: { name, weights: 'random' },
      unfrozen: { above: 'everything', batchNormalization: true },
      batchNormalization: 'moving',
      scaling: name === 'VGG19' ? [{ step: 'preprocess_input', mode: 'caffe' }] : [],
      learningRate: name === 'VGG19' ? 1e-5 : 1e-3,
      epochs: 6,
    });
    const { history, trainableParameters } = await run(recipe);
    expect(trainableParameters).toBeGreaterThan(900_000);
    expect(Math.min(...history.slice(3).map(({ trainLoss }) => trainLoss))).toBeLessThan(history[0].trainLoss);
  },
);

test.each([
  { what: 'all layers', changes: {} },
  { what: 'frozen lower layers', changes: { unfrozen: { above: 'pool_2', batchNormalization: false } } },
  { what: 'augmentation', changes: { augmentation: REFERENCE_RECIPE.augmentation } },
])('a run leaves no tensor behind: $what', async ({ changes }) => {
  const before = tf.memory().numTensors;
  await run(withChanges(SMALL, changes));
  expect(tf.memory().numTensors).toBe(before);
});

test.each<{ what: string; changes: RecipeChanges }>([
  { what: 'AdamW', changes: { optimizer: { name: 'AdamW', weightDecay: 0.1, clipnorm: 1 } } },
  { what: 'RMSprop', changes: { optimizer: { name: 'RMSprop', momentum: 0.5 }, learningRate: 1e-3 } },
  {
    what: 'SGD',
    changes: { optimizer: { name: 'SGD', momentum: 0.9, nesterov: true, globalClipnorm: 1 }, learningRate: 0.05 },
  },
  { what: 'a focal loss', changes: { loss: { name: 'CategoricalFocalCrossentropy', alpha: [1, 2] } } },
  { what: 'smoothed labels', changes: { loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0.1 } } },
  { what: 'a slow backbone', changes: { backboneRate: 0.1, learningRate: 0.02 } },
])('a small network learns and its frozen layers do not change: $what', async ({ changes }) => {
  const recipe = withChanges(SMALL, { unfrozen: { above: 'pool_1', batchNormalization: false }, epochs: 6 });
  const { history, frozenDigest } = await run(withChanges(recipe, changes));
  expect(history[5].trainLoss).toBeLessThan(0.9 * history[0].trainLoss);
  expect(history[5].validationAccuracy).toBeGreaterThan(0.5);
  expect(frozenDigest.after).toBe(frozenDigest.before);
});

test('with batch statistics, frozen layers run in every step, and training sees another network', async () => {
  const cacheFolder = path.join(folder, 'batch');
  const recipe = withChanges(FROZEN_INCEPTION, { batchNormalization: 'batch', epochs: 2 });
  const before = tf.memory().numTensors;
  const { history, frozenDigest } = await run(recipe, { cacheFolder });
  expect(await modified(cacheFolder)).toHaveLength(1); // of the validation images
  expect(frozenDigest.after).toBe(frozenDigest.before);
  expect(history).toHaveLength(2);
  expect(tf.memory().numTensors).toBe(before);
  const moving = await run(withChanges(FROZEN_INCEPTION, { epochs: 2 }), { cacheFolder: path.join(folder, 'moving') });
  expect(history[0].trainLoss).not.toBeCloseTo(moving.history[0].trainLoss, 3);
});
