import { cutOf } from '../backbones/pretrained/classifier.js';
import type { WeightStore } from '../backbones/pretrained/imagenetWeights.js';
import { comeFromFile, expectationOf, loadBackbone } from '../backbones/pretrained/loadBackbone.js';
import { phasesOf } from './recipe.js';
import type { Recipe } from './recipeType.js';

/**
 * Checks what a recipe says of its backbone, without images: that there are such weights, that a file of them fits, and
 * that each phase unfreezes above a block that there is. Takes a second, so that a command ends before it opens images.
 *
 * @param store where ImageNet weights are kept, which are downloaded if they are not there; without it, they are not checked
 * @throws UserError if it does not fit
 */
export async function checkBackbone(recipe: Recipe, store?: WeightStore): Promise<void> {
  const { name, weights } = recipe.backbone;
  const expectation = expectationOf(name, weights);
  for (const phase of phasesOf(recipe)) cutOf({ name, expectation }, phase.recipe.unfrozen);
  const isKept = weights !== 'imagenet' || store !== undefined;
  if (comeFromFile(name, weights) && isKept) await loadBackbone(name, weights, 0, store);
}
