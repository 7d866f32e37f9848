import { expectationOf } from '../backbones/pretrained/loadBackbone.js';
import { stepOfMode } from '../preprocess/scaling.js';
import { withChanges } from './recipe.js';
import type { Recipe } from './recipeType.js';

/**
 * The same recipe on another backbone, with the one scaling that its weights expect. Where blocks above one of the old
 * backbone were unfrozen, the new one, which has no such block, is frozen whole. Size and interpolation stay.
 *
 * @throws UserError where the backbone has no weights of that source
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
