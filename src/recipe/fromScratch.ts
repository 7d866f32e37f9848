import { withChanges } from './recipe.js';
import type { Recipe } from './recipeType.js';

/** A small network that begins at random, with the pictures and the epochs of a recipe: what transfer has to beat. */
export function fromScratch(recipe: Recipe): Recipe {
  return withChanges(recipe, {
    backbone: { name: 'SmallCnn', weights: 'random' },
    unfrozen: { above: 'everything', batchNormalization: true },
    head: { units: [64], dropout: 0 },
    scaling: [{ step: 'rescale', factor: 1 / 255 }],
    learningRate: 1e-3,
    batchSize: 16,
    phases: [],
  });
}
