import type { RecipeFile } from '../recipe/recipeFile.js';
import type { ScriptRecipe } from '../script/reading/recipeFromScript.js';

/**
 * The content of a recipe file that a script stands for.
 *
 * @param dataFolder folder of the images; where the script splits one folder, it is split as the script does
 */
export function recipeFileOfScript(
  { recipe, validationShare }: Pick<ScriptRecipe, 'recipe' | 'validationShare'>,
  dataFolder: string | undefined,
): RecipeFile {
  const data =
    dataFolder === undefined || validationShare === undefined
      ? null
      : { folder: dataFolder, validationShare, groupPattern: null, imagesPerClass: null, seed: recipe.seed };
  return { recipe, data };
}
