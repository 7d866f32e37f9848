import { describe, expect, test } from 'vitest';
import { AS_IN_RECIPE, spaceOf } from '../../src/improve/dimensions.js';
import { edgesOf } from '../../src/improve/edges.js';
import { type Dimension, ownPoint, type Point, recipeAt, type Space } from '../../src/improve/space.js';
import { NO_AUGMENTATION } from '../../src/preprocess/augmentation.js';
import { REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import { USUAL_RECIPE } from '../diagnose/usualRecipe.js';
import { USUAL_SPACE } from './spaces.js';

const LITE: Recipe['backbone'] = { name: 'EfficientNetLite0', weights: 'imagenet' };
const of = ({ dimensions }: Space, name: string): Dimension => dimensions.find((one) => one.name === name)!;
const withValues = (space: Space, values: Point): Recipe => recipeAt(space, { ...ownPoint(space), ...values } as Point);
const spaceFrom = (changes: RecipeChanges): Space => spaceOf(withChanges(USUAL_RECIPE, changes), [LITE]);

test('every dimension has a source, and its own value among its values', () => {
  for (const space of [USUAL_SPACE, spaceOf(REFERENCE_RECIPE, [LITE])]) {
    for (const { source, own, range } of space.dimensions) {
      expect(source).not.toBe('');
      if (range.kind === 'choice') expect(range.choices).toContain(own);
      else expect(Math.min(range.high, Math.max(range.low, Number(own)))).toBe(own);
    }
    expect(recipeAt(space, ownPoint(space))).toBe(space.recipe);
  }
});

test('the names of the usual values are found in a recipe', () => {
  expect(ownPoint(USUAL_SPACE)).toEqual({
    backbone: 'EfficientNetLite0 (imagenet)',
    size: 224,
    unfrozen: 'nothing',
    learningRate: 0.001,
    backboneRate: 1,
    augmentation: 'none',
    balance: 'none',
    dropout: 0,
    testTimeAugmentation: 'none',
  });
});

test.each<[string, RecipeChanges]>([
  ['augmentation', { augmentation: { ...NO_AUGMENTATION, rotationRange: 3 } }],
  ['balance', { classWeight: { name: 'EffectiveNumber', beta: 0.99 } }],
  ['testTimeAugmentation', { testTimeAugmentation: { draws: 3 } }],
  ['unfrozen', { unfrozen: { above: 'everything', batchNormalization: true } }],
])('a value of %s that has no name is a choice of its own', (name, changes) => {
  expect(of(spaceFrom(changes), name)).toMatchObject({ own: AS_IN_RECIPE });
  expect(of(USUAL_SPACE, name).range).not.toMatchObject({ choices: expect.arrayContaining([AS_IN_RECIPE]) });
});

test('a range is widened to the value of the recipe', () => {
  expect(of(spaceFrom({ learningRate: 1e-7 }), 'learningRate').range).toMatchObject({ low: 1e-7, high: 0.1 });
  expect(of(spaceFrom({ height: 48, width: 48 }), 'size').range).toMatchObject({ low: 48, high: 320 });
});

test('another size has the shape of the recipe, and its own is its own to the pixel', () => {
  const space = spaceOf(withChanges(REFERENCE_RECIPE, { backbone: LITE }), [LITE]);
  expect(withValues(space, { size: 160, dropout: 0.3 })).toMatchObject({ height: 113, width: 226 });
  expect(withValues(space, { dropout: 0.3 })).toMatchObject({ height: 227, width: 454 });
});

describe('from the reference recipe', () => {
  const space = spaceOf(REFERENCE_RECIPE, [LITE]);

  test('its scaling and its policy may change, which the usual recipe has no need of', () => {
    expect(withValues(space, { scaling: 'that of the weights' }).scaling).toHaveLength(1);
    expect(withValues(space, { batchNormalization: 'moving' }).batchNormalization).toBe('moving');
    expect(of(USUAL_SPACE, 'scaling')).toBeUndefined();
    expect(of(USUAL_SPACE, 'batchNormalization')).toBeUndefined();
  });

  test('another backbone has the scaling of its own weights', () => {
    expect(withValues(space, { backbone: 'EfficientNetLite0 (imagenet)' })).toMatchObject({
      backbone: LITE,
      scaling: [{ step: 'preprocess_input', mode: 'lite' }],
    });
  });
});

test('blocks are those of the backbone that is unfrozen', () => {
  const third = withValues(USUAL_SPACE, { backbone: 'SqueezeNet (imagenet)', unfrozen: 'the upper third' });
  expect(third.unfrozen).toEqual({ above: expect.stringContaining('fire'), batchNormalization: false });
});

test('a recipe with phases is searched without them', () => {
  const space = spaceFrom({ phases: [{ epochs: 2 }, { epochs: 3, learningRate: 1e-5 }] });
  expect(withValues(space, { dropout: 0.4 })).toMatchObject({ phases: [], epochs: 5 });
  expect(withValues(space, {}).phases).toHaveLength(2);
});

test('the edge of a range is named where something lies beyond', () => {
  const edges = edgesOf(USUAL_SPACE, {
    ...ownPoint(USUAL_SPACE),
    learningRate: 0.09,
    dropout: 0,
    augmentation: 'strong',
  });
  expect(edges.map(({ dimension, end }) => [dimension.name, end])).toEqual([
    ['learningRate', 'high'],
    ['augmentation', 'high'],
  ]);
  expect(edgesOf(USUAL_SPACE, ownPoint(USUAL_SPACE))).toEqual([]);
});
