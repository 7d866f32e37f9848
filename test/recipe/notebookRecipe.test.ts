import { expect, test } from 'vitest';
import { comparedBackbones, plainBackbone } from '../../src/recipe/comparedBackbones.js';
import { recipeWithSettings } from '../../src/recipe/notebookRecipe.js';
import { epochsOf, REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import { notebookSettingsOf } from '../../src/recipe/settings.js';
import { withBackbone, withFrozenBackbone, withUpperBlocks } from '../../src/recipe/variants.js';

const SEEDS = [{ width: 454, height: 227 }];
const PHOTOS = [{ width: 640, height: 480 }];
const FILE = withChanges(REFERENCE_RECIPE, { height: 224, width: 200, epochs: 12, learningRate: 5e-4 });
const quick = notebookSettingsOf({});

test('on images of its shape, the quick recipe is the reference with 80x160 pixels and 4 epochs', () => {
  const recipe = recipeWithSettings(quick, undefined, SEEDS);
  expect(recipe).toEqual(withChanges(REFERENCE_RECIPE, { height: 80, width: 160, epochs: 4 }));
});

test('photos are not stretched: the quick recipe has their shape', () => {
  expect(recipeWithSettings(quick, undefined, PHOTOS)).toMatchObject({ height: 96, width: 128, epochs: 4 });
});

test('the full budget has the epochs of the reference', () => {
  expect(recipeWithSettings(notebookSettingsOf({ budget: 'full' }), undefined, PHOTOS)).toMatchObject({
    height: 96,
    epochs: 25,
  });
});

test('the size and the epochs of a recipe file are used as they are, under each budget', () => {
  expect(recipeWithSettings(quick, FILE, PHOTOS)).toEqual(FILE);
  expect(recipeWithSettings(notebookSettingsOf({ budget: 'full' }), FILE, PHOTOS)).toEqual(FILE);
});

test('what the user sets wins; a side that is not set keeps the shape', () => {
  const set = notebookSettingsOf({ height: 100, width: 300, epochs: 2 });
  for (const file of [undefined, FILE]) {
    expect(recipeWithSettings(set, file, PHOTOS)).toMatchObject({ height: 100, width: 300, epochs: 2 });
  }
  const one = notebookSettingsOf({ height: 112 });
  expect(recipeWithSettings(one, FILE, PHOTOS)).toMatchObject({ height: 112, width: 100, epochs: 12 });
  expect(recipeWithSettings(notebookSettingsOf({ width: 454 }), undefined, SEEDS)).toMatchObject({ height: 227 });
});

test('epochs that are set are shared by the phases of a recipe', () => {
  const phased = withChanges(FILE, { phases: [{ epochs: 4 }, { epochs: 8, learningRate: 1e-5 }] });
  const recipe = recipeWithSettings(notebookSettingsOf({ epochs: 3 }), phased, PHOTOS);
  expect(recipe.phases.map(({ epochs }) => epochs)).toEqual([1, 2]);
  expect(epochsOf(recipe)).toBe(3);
});

test('the recipes of the notebooks are those of the stored runs', () => {
  const reference = recipeWithSettings(quick, undefined, SEEDS);
  const movingStatistics = withChanges(withBackbone(reference, reference.backbone), {
    augmentation: null,
    batchNormalization: 'moving',
  });
  expect(withFrozenBackbone(reference)).toEqual(movingStatistics);
  expect(withUpperBlocks(movingStatistics)).toEqual(
    withChanges(movingStatistics, { unfrozen: { above: 'mixed7', batchNormalization: false }, learningRate: 1e-4 }),
  );
  expect(comparedBackbones(reference)).toEqual([
    { name: 'InceptionV3', weights: 'nsfwjs' },
    { name: 'EfficientNetLite0', weights: 'imagenet' },
  ]);
  expect(plainBackbone(reference)).toEqual({ name: 'EfficientNetLite0', weights: 'imagenet' });
});

test('a frozen backbone trains in one phase, whatever the recipe unfreezes', () => {
  const recipe = withChanges(FILE, {
    unfrozen: { above: 'mixed7', batchNormalization: true },
    mixup: 0.2,
    phases: [{ epochs: 2 }, { epochs: 3 }],
  });
  expect(withFrozenBackbone(recipe)).toMatchObject({
    unfrozen: { above: 'nothing', batchNormalization: false },
    mixup: 0,
    phases: [],
    epochs: 12,
  });
});

test('the compared backbones differ, are trained and have batch normalization', () => {
  const control = { name: 'SqueezeNet', weights: 'random' } as const;
  const compared = (name: 'EfficientNetLite0' | 'VGG16' | 'SmallCnn' | 'ResNet50', weights: string) =>
    comparedBackbones({ ...FILE, backbone: { name, weights } }, control);
  expect(compared('ResNet50', 'imagenet').map(({ name }) => name)).toEqual([
    'ResNet50',
    'EfficientNetLite0',
    'SqueezeNet',
  ]);
  for (const [name, weights] of [
    ['EfficientNetLite0', 'imagenet'],
    ['VGG16', 'imagenet'],
    ['SmallCnn', 'random'],
  ] as const) {
    expect(compared(name, weights)[0]).toEqual({ name: 'InceptionV3', weights: 'nsfwjs' });
  }
});
