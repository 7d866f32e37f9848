import { PLAIN_BACKBONE } from '../../src/recipe/comparedBackbones.js';
import { parseRecipe } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';

/** A linear head on the frozen EfficientNetLite0, as the Keras guide "Transfer learning and fine-tuning" would have it. */
export const USUAL_RECIPE: Recipe = parseRecipe({
  backbone: PLAIN_BACKBONE,
  height: 224,
  width: 224,
  interpolation: 'bilinear',
  scaling: [{ step: 'preprocess_input' }],
  unfrozen: { above: 'nothing', batchNormalization: false },
  epochs: 10,
});
