import type { NamedRecipe } from './grid.js';
import { type RecipeChanges, withChanges } from './recipe.js';
import type { Recipe } from './recipeType.js';

/** A way to train, as the fields of a recipe that it changes. */
export interface Strategy {
  name: string;
  changes: RecipeChanges;
}

/**
 * Returns the recipe with the changes of each strategy, under its name.
 *
 * @returns recipes for {@link sweep}, in the order of the strategies
 * @throws UserError where a change does not fit the recipe
 *
 * @example
 * const swept = await thaw.sweep(thaw.applyStrategies(recipe, strategies), 3, dataset);
 */
export function applyStrategies(recipe: Recipe, strategies: readonly Strategy[]): NamedRecipe[] {
  return strategies.map(({ name, changes }) => ({ name, recipe: withChanges(recipe, changes) }));
}

/** Changes as a line of JSON that can be broken at its blanks. */
export function formatChanges(changes: RecipeChanges): string {
  return JSON.stringify(changes, null, 1).replace(/\s*\n\s*/g, ' ');
}
