import { withChanges } from './recipe.js';
import type { Recipe } from './recipeType.js';

/**
 * The same recipe with a part of its epochs, for comparisons that would take too long with all of them.
 *
 * @param divisor of the number of epochs, which is rounded up; 3 leaves a third
 *
 * @example
 * const shortRecipe = thaw.withFewerEpochs(recipe, 3);
 */
export function withFewerEpochs(recipe: Recipe, divisor: number): Recipe {
  return withChanges(recipe, { epochs: Math.ceil(recipe.epochs / divisor) });
}
