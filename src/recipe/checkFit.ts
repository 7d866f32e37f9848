import { expectationOf } from '../backbones/pretrained/loadBackbone.js';
import { UserError } from '../base/errors.js';
import type { Recipe } from './recipeType.js';

/**
 * Checks that the images of a recipe are large enough for its backbone.
 *
 * @throws UserError if they are not
 */
export function checkSize({ backbone, height, width }: Pick<Recipe, 'backbone' | 'height' | 'width'>): void {
  const least = expectationOf(backbone.name, backbone.weights).leastSize;
  if (height >= least && width >= least) return;
  throw new UserError(
    `${backbone.name} expects images of at least ${least}x${least} pixels.`,
    `${height}x${width}`,
    'Raise height and width.',
  );
}

/**
 * Checks that a recipe fits its backbone and the images, before anything is loaded.
 *
 * @throws UserError if it does not
 */
export function checkFit(recipe: Recipe, numTraining: number, numValidation: number, numClasses: number): void {
  checkSize(recipe);
  if (numTraining === 0 || numValidation === 0) {
    throw new UserError(
      'Training images and validation images are expected.',
      { training: numTraining, validation: numValidation },
      'Add images to both splits, or check which files could not be read.',
    );
  }
  const { loss } = recipe;
  if (loss.name === 'CategoricalFocalCrossentropy' && Array.isArray(loss.alpha) && loss.alpha.length !== numClasses) {
    throw new UserError(
      `Field 'loss.alpha' of the recipe is expected to be one number, or one for each of the ${numClasses} classes.`,
      loss.alpha,
      'Correct the field.',
    );
  }
}
