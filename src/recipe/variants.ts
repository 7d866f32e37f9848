import { expectationOf } from '../backbones/pretrained/loadBackbone.js';
import { upperBlocks } from '../backbones/pretrained/upperBlocks.js';
import { stepsOfMode } from '../preprocess/scaling.js';
import { epochsOf, withChanges } from './recipe.js';
import type { Recipe } from './recipeType.js';

/**
 * Returns a copy of a recipe on another backbone, with the one scaling that its weights expect. Size and interpolation
 * stay. Where the old backbone is unfrozen above one of its blocks, the new one, which has no such block, is frozen.
 *
 * @param backbone name and weights: `imagenet`, `nsfwjs`, `random`, or the path of a file
 * @throws UserError where the backbone has no weights of that source
 *
 * @example
 * const lite = thaw.withBackbone(recipe, { name: 'EfficientNetLite0', weights: 'imagenet' });
 */
export function withBackbone(recipe: Recipe, backbone: Recipe['backbone']): Recipe {
  const { scaling, blocks } = expectationOf(backbone.name, backbone.weights);
  const { above } = recipe.unfrozen;
  const stays = above === 'nothing' || above === 'everything' || blocks.includes(above);
  return withChanges(recipe, {
    backbone,
    scaling: stepsOfMode(scaling),
    validationScaling: null,
    unfrozen: stays ? recipe.unfrozen : { above: 'nothing', batchNormalization: false },
  });
}

/**
 * Returns a recipe that trains a small network from random weights, with the images and epochs of another recipe: a
 * baseline that transfer learning has to beat.
 *
 * @example
 * const scratch = await thaw.train('from scratch', thaw.fromScratch(recipe), dataset);
 */
export function fromScratch(recipe: Recipe): Recipe {
  return withChanges(recipe, {
    backbone: { name: 'SmallCnn', weights: 'random' },
    unfrozen: { above: 'everything', batchNormalization: true },
    head: { units: [64], dropout: 0 },
    scaling: [{ step: 'rescale', factor: 1 / 255 }],
    validationScaling: null,
    learningRate: 1e-3,
    batchSize: 16,
    phases: [],
  });
}

/**
 * Returns a copy of a recipe whose backbone is frozen in a way that lets its outputs be computed once: batch normalization
 * with moving statistics, images without augmentation or mixup, in one phase, under the one scaling that the weights
 * expect.
 *
 * @example
 * const run = await thaw.train('frozen', thaw.withFrozenBackbone(recipe), dataset);
 */
export function withFrozenBackbone(recipe: Recipe): Recipe {
  return withChanges(withBackbone(recipe, recipe.backbone), {
    unfrozen: { above: 'nothing', batchNormalization: false },
    batchNormalization: 'moving',
    augmentation: null,
    mixup: 0,
    phases: [],
  });
}

/**
 * Returns a copy of a recipe that trains the upper third of the backbone's blocks too, at a tenth of the learning rate.
 * Their batch normalization stays frozen. In InceptionV3, these are the blocks above `mixed7`.
 *
 * @example
 * const run = await thaw.train('upper blocks unfrozen', thaw.withUpperBlocks(recipe), dataset);
 */
export function withUpperBlocks(recipe: Recipe): Recipe {
  return withChanges(recipe, {
    unfrozen: { above: upperBlocks(recipe.backbone).third, batchNormalization: false },
    learningRate: recipe.learningRate / 10,
  });
}

/**
 * Returns a copy of a recipe with a part of its epochs, for comparisons that would take too long with all of them.
 *
 * @param divisor of the number of epochs, which is rounded up: 3 leaves a third
 *
 * @example
 * const shortRecipe = thaw.withFewerEpochs(recipe, 3);
 */
export function withFewerEpochs(recipe: Recipe, divisor: number): Recipe {
  return withEpochs(recipe, Math.ceil(epochsOf(recipe) / divisor));
}

/** A copy of a recipe with another number of epochs, which its phases share as they share them now, each one at least. */
export function withEpochs(recipe: Recipe, epochs: number): Recipe {
  const share = epochs / epochsOf(recipe);
  return withChanges(recipe, {
    epochs,
    phases: recipe.phases.map((phase) => ({
      ...phase,
      epochs: Math.max(1, Math.round((phase.epochs ?? recipe.epochs) * share)),
    })),
  });
}
