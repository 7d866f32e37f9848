import { expectationOf } from '../backbones/pretrained/loadBackbone.js';
import { stepOfMode } from '../preprocess/scaling.js';
import { withChanges } from './recipe.js';
import type { Recipe } from './recipeType.js';

/**
 * The same recipe on another backbone, with the one scaling that its weights expect. A block to unfreeze above that the new
 * backbone does not have becomes a frozen base. Image size and interpolation stay.
 *
 * @throws UserError if the backbone has no weights of that source
 */
export function withBackbone(recipe: Recipe, backbone: Recipe['backbone']): Recipe {
  const { scaling, blocks } = expectationOf(backbone.name, backbone.weights);
  const { above } = recipe.unfrozen;
  const stays = above === 'nothing' || above === 'everything' || blocks.includes(above);
  return withChanges(recipe, {
    backbone,
    scaling: [stepOfMode(scaling)],
    unfrozen: stays ? recipe.unfrozen : { above: 'nothing', batchNormalization: false },
  });
}

/** A small network trained from random weights on the recipe's images and epochs: a baseline for transfer learning. */
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
