import type { Size } from '../dataset/resize.js';
import { sizeInShapeOf } from '../dataset/shapeOfImages.js';
import { REFERENCE_RECIPE, withChanges } from './recipe.js';
import type { Recipe } from './recipeType.js';
import { type Budget, type NotebookSettings, SIDES } from './settings.js';
import { withEpochs } from './variants.js';

/** An eighth of the pixels of the reference recipe, in about its shape. */
export const QUICK_SIZE: Size = { height: 80, width: 160 };

/** Most epochs of the reference recipe in notebooks: a sixth of its own, or all of them. */
export const EPOCHS: Readonly<Record<Budget, number>> = { quick: 4, full: REFERENCE_RECIPE.epochs };

/**
 * The recipe that notebooks train: that of a file, as the file gives it, or the reference recipe with few epochs and small
 * images in the shape of those of the user. Size and epochs of the settings replace both.
 *
 * @param file the recipe of a file; undefined without one
 * @param images height and width of each image in pixels
 * @throws UserError where a setting does not fit the recipe
 */
export function recipeWithSettings(
  settings: NotebookSettings,
  file: Recipe | undefined,
  images: readonly Size[],
): Recipe {
  const size = sizeWithSettings(settings, file ?? sizeInShapeOf(images, QUICK_SIZE));
  if (file === undefined) {
    return withChanges(REFERENCE_RECIPE, { ...size, epochs: settings.epochs ?? EPOCHS[settings.budget] });
  }
  const sized = withChanges(file, size);
  return settings.epochs === undefined ? sized : withEpochs(sized, settings.epochs);
}

/** A size with the sides that the settings give; where they give one side, the other keeps the shape. */
export function sizeWithSettings({ height, width }: NotebookSettings, { height: h, width: w }: Size): Size {
  const inRange = (side: number): number => Math.min(SIDES.most, Math.max(SIDES.least, Math.round(side)));
  if (height !== undefined) return { height, width: width ?? inRange((height * w) / h) };
  return width === undefined ? { height: h, width: w } : { height: inRange((width * h) / w), width };
}
