import { countBatchNormalizations } from '../backbones/architectures/registry.js';
import { upperBlocks } from '../backbones/pretrained/upperBlocks.js';
import { REFERENCE_RECIPE } from './recipe.js';
import type { Recipe } from './recipeType.js';
import { withBackbone } from './variants.js';

/** The smallest backbone whose plain ImageNet weights come with the installation. */
export const PLAIN_BACKBONE: Recipe['backbone'] = { name: 'EfficientNetLite0', weights: 'imagenet' };

/** Changes of a recipe to `PLAIN_BACKBONE`, with its own scaling and an equally large frozen share. */
export function changesToPlainBackbone(recipe: Recipe): Pick<Recipe, 'backbone' | 'scaling' | 'unfrozen'> {
  const { scaling, unfrozen } = withBackbone(recipe, PLAIN_BACKBONE);
  const isOpened = recipe.unfrozen.above !== 'nothing' && unfrozen.above === 'nothing';
  return {
    backbone: PLAIN_BACKBONE,
    scaling,
    unfrozen: isOpened ? { ...recipe.unfrozen, above: upperBlocks(PLAIN_BACKBONE).third } : unfrozen,
  };
}

/**
 * Returns the backbones that an experiment with batch normalization is repeated on: that of the recipe, and EfficientNetLite0
 * with ImageNet weights. InceptionV3 stands in for a recipe's backbone that has no pretrained weights, no batch
 * normalization, or is EfficientNetLite0 itself.
 *
 * @param control another one, that comes last, such as that of {@link openControlBackbone}
 *
 * @example
 * const policies = await thaw.comparePolicies(thaw.comparedBackbones(recipe, control), recipe, dataset);
 */
export function comparedBackbones({ backbone }: Recipe, control?: Recipe['backbone']): Recipe['backbone'][] {
  const isOther = backbone.name !== PLAIN_BACKBONE.name && backbone.weights !== 'random';
  const first = isOther && countBatchNormalizations(backbone.name) > 0 ? backbone : REFERENCE_RECIPE.backbone;
  return [first, PLAIN_BACKBONE, ...(control === undefined ? [] : [control])];
}

/**
 * Returns the backbone of a recipe if its weights are plain ones, of ImageNet or of a file; else EfficientNetLite0 with
 * ImageNet weights. The weights `nsfwjs` were tuned to another task, which limits what fine-tuning can show.
 *
 * @example
 * const plain = thaw.withBackbone(recipe, thaw.plainBackbone(recipe));
 */
export function plainBackbone({ backbone }: Recipe): Recipe['backbone'] {
  return backbone.weights === 'nsfwjs' || backbone.weights === 'random' ? PLAIN_BACKBONE : backbone;
}
