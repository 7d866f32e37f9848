import { expect, test } from 'vitest';
import type { BackboneName } from '../../src/backbones/architectures/registry.js';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import { REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';
import { planPhases } from '../../src/run/phasePlan.js';

/** Whether the frozen layers stand before what trains, so that their output can be computed once. */
async function hasPrefix(name: BackboneName, changes: RecipeChanges): Promise<boolean> {
  const recipe = withChanges(REFERENCE_RECIPE, { ...changes, backbone: { name, weights: 'random' } });
  const [{ classifier }] = planPhases(recipe, await loadBackbone(name, 'random', 1), 2);
  return classifier.prefix !== undefined;
}

test('statistics that move in every step, and mixed images, leave nothing to be computed once', async () => {
  expect(await hasPrefix('MobileNetV2', { batchNormalization: 'moving' })).toBe(true);
  expect(await hasPrefix('MobileNetV2', { batchNormalization: 'batch-and-update' })).toBe(false);
  expect(await hasPrefix('MobileNetV2', { batchNormalization: 'moving', mixup: 0.2 })).toBe(false);
});

test('a network without batch normalization has no moving statistics', async () => {
  expect(await hasPrefix('SqueezeNet', { batchNormalization: 'batch-and-update' })).toBe(true);
});
