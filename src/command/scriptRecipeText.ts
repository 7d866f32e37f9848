import type { ScriptRecipe } from '../script/reading/recipeFromScript.js';

/** What the recipe of a script does not have from it, a sentence each. */
export function scriptRecipeNotes({
  notVisible,
  fromModel,
  notes,
}: Pick<ScriptRecipe, 'notVisible' | 'fromModel' | 'notes'>): string[] {
  const ofModel = `Not visible in the script, so from the model file: ${fromModel.join(', ')}.`;
  const defaults = `Not visible in the script, so with Keras' defaults: ${notVisible.join(', ')}. --set gives others.`;
  return [
    ...(fromModel.length === 0 ? [] : [ofModel]),
    ...(notVisible.length === 0 ? [] : [defaults]),
    ...notes.map((note) => `Not the same: ${note}.`),
  ];
}
