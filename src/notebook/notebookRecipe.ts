import path from 'node:path';
import type { Size } from '../dataset/resize.js';
import { sizeInShapeOf } from '../dataset/shapeOfImages.js';
import { recipeWithSettings, sizeWithSettings } from '../recipe/notebookRecipe.js';
import { REFERENCE_RECIPE } from '../recipe/recipe.js';
import { readRecipe } from '../recipe/recipeFile.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { NotebookSettings } from '../recipe/settings.js';
import type { OpenDataset } from './openDataset.js';
import { showRecipe } from './recipes.js';

/**
 * Returns the recipe of a notebook, and says on the page which it is: that of `--recipe FILE`, as the file gives it, or the
 * reference recipe with few epochs and small images in the shape of yours. `--set` changes size and epochs of both.
 *
 * @throws UserError where the file cannot be read, or a setting does not fit
 *
 * @example
 * const recipe = await thaw.notebookRecipe(settings, dataset);
 */
export async function notebookRecipe(settings: NotebookSettings, dataset: OpenDataset): Promise<Recipe> {
  const recipe = recipeWithSettings(settings, await recipeOfFile(settings), dataset.scan.images);
  const name = settings.recipe === undefined ? 'the reference recipe' : path.basename(settings.recipe);
  const set = (['height', 'width', 'epochs'] as const).filter((field) => settings[field] !== undefined);
  showRecipe(`This notebook starts from ${name}${set.length === 0 ? '' : ` (set: ${set.join(', ')})`}`, recipe);
  return recipe;
}

/**
 * Returns the size that images are resized to where nothing has to be quick: that of `--recipe FILE`, or as many pixels as
 * the reference recipe has, in the shape of your images. `--set` changes it.
 *
 * @returns height and width in pixels, for {@link checkImages}
 *
 * @example
 * const target = await thaw.targetSize(settings, dataset);
 */
export async function targetSize(settings: NotebookSettings, dataset: OpenDataset): Promise<Size> {
  const file = await recipeOfFile(settings);
  return sizeWithSettings(settings, file ?? sizeInShapeOf(dataset.scan.images, REFERENCE_RECIPE));
}

async function recipeOfFile({ recipe }: NotebookSettings): Promise<Recipe | undefined> {
  return recipe === undefined ? undefined : (await readRecipe(recipe)).recipe;
}
