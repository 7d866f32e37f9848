import { expect, test } from 'vitest';
import { REGISTRY } from '../../src/backbones/architectures/registry.js';
import { fineTuningStrategies } from '../../src/recipe/fineTuningStrategies.js';
import { epochsOf, REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import { applyStrategies } from '../../src/recipe/strategy.js';

const FROZEN = withChanges(REFERENCE_RECIPE, { epochs: 6 });
const ways = applyStrategies(FROZEN, fineTuningStrategies(FROZEN));
const named = (name: string): Recipe => ways.find((way) => way.name === name)!.recipe;

test('each strategy is another recipe, with the same number of epochs', () => {
  expect(new Set(ways.map(({ recipe }) => JSON.stringify(recipe))).size).toBe(ways.length);
  expect(ways.map(({ recipe }) => epochsOf(recipe))).toEqual(ways.map(() => 6));
});

test('blocks are unfrozen one by one from the top, until the last two are trainable', () => {
  const { blocks } = REGISTRY.InceptionV3;
  expect(blocks.slice(-3)).toEqual(['mixed8', 'mixed9', 'mixed10']);
  expect(named('block by block').phases.map(({ unfrozen }) => unfrozen?.above)).toEqual([
    undefined,
    'mixed9',
    'mixed8',
  ]);
  expect(named('last two blocks at a low rate').unfrozen.above).toBe('mixed8');
  expect(named('linear probe')).toEqual(FROZEN);
});

test('additions to fine-tuning all start from the same strategy', () => {
  const { seed } = named('at a hundredth of the rate');
  for (const name of [
    'warm-up and cosine',
    'label smoothing',
    'mixup',
    'mirror images averaged',
    'a fitted temperature',
  ]) {
    expect(named(name), name).toMatchObject({ seed, backboneRate: 0.01, unfrozen: { above: 'mixed8' } });
  }
});
