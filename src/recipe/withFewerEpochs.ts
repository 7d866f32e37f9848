import { withChanges } from './recipe.js';
import type { Recipe } from './recipeType.js';

/**
 * The same recipe with a part of its epochs, rounded up, for comparisons that would take too long with all of them.
 *
 * @param divisor 3 leaves a third
 */
export function withFewerEpochs(recipe: Recipe, divisor: number): Recipe {
  return withChanges(recipe, { epochs: Math.ceil(recipe.epochs / divisor) });
}
