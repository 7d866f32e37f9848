import { expectationOf } from '../backbones/pretrained/loadBackbone.js';
import { UserError } from '../base/errors.js';
import type { Recipe } from './recipeType.js';

/** @throws UserError where a recipe does not fit its backbone or the images, before anything is loaded */
export function checkFit(recipe: Recipe, numTraining: number, numValidation: number, numClasses: number): void {
  const least = expectationOf(recipe.backbone.name, recipe.backbone.weights).leastSize;
  if (recipe.height < least || recipe.width < least) {
    throw new UserError(
      `${recipe.backbone.name} expects pictures of at least ${least}x${least} pixels.`,
      `${recipe.height}x${recipe.width}`,
      'Raise height and width.',
    );
  }
  if (numTraining === 0 || numValidation === 0) {
    throw new UserError(
      'Images to train on and images to validate on were expected.',
      { training: numTraining, validation: numValidation },
      'Look at what the scan could not read.',
    );
  }
  const { loss } = recipe;
  if (loss.name === 'CategoricalFocalCrossentropy' && Array.isArray(loss.alpha) && loss.alpha.length !== numClasses) {
    throw new UserError(
      `Field 'loss.alpha' of the recipe is one number, or one for each of the ${numClasses} classes.`,
      loss.alpha,
      'Correct the field.',
    );
  }
}
