import type { ScriptRecipe } from '../script/reading/recipeFromScript.js';

/** What the recipe of a script does not have from it, a sentence each. */
export function scriptRecipeNotes({ notVisible, notes }: Pick<ScriptRecipe, 'notVisible' | 'notes'>): string[] {
  const defaults = `Not visible in the script, so with Keras' defaults: ${notVisible.join(', ')}. --set gives others.`;
  return [...(notVisible.length === 0 ? [] : [defaults]), ...notes.map((note) => `Not the same: ${note}.`)];
}
