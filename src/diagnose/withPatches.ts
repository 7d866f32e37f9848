import { withChanges } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { RecipePatch } from './finding.js';

/** A recipe with the patches of several changes, one after the other. */
export function withPatches(recipe: Recipe, changes: readonly { patch: RecipePatch }[]): Recipe {
  return changes.reduce((changed, { patch }) => withChanges(changed, patch), recipe);
}
