import { readUnusedConvolutions } from '../backbones/keras/readModel.js';
import { checkUnfrozen } from '../backbones/pretrained/classifier.js';
import type { WeightStore } from '../backbones/pretrained/imagenetWeights.js';
import { comeFromFile, expectationOf, fileOfWeights, loadBackbone } from '../backbones/pretrained/loadBackbone.js';
import { pluralize } from '../base/text/pluralize.js';
import { phasesOf } from './recipe.js';
import type { Recipe } from './recipeType.js';

/**
 * Checks what a recipe says of its backbone, without images: that there are such weights, that a file of them fits, and
 * that each phase unfreezes above a block that there is. Takes a second, so that a command ends before it opens images.
 *
 * @param store where ImageNet weights are kept, which are downloaded if they are not there; without it, they are not checked
 * @returns notes for the user: what of the file of weights is not used
 * @throws UserError if it does not fit
 */
export async function checkBackbone(recipe: Recipe, store?: WeightStore): Promise<string[]> {
  const { name, weights } = recipe.backbone;
  const expectation = expectationOf(name, weights);
  for (const phase of phasesOf(recipe)) checkUnfrozen({ name, expectation }, phase.recipe.unfrozen);
  const isKept = weights !== 'imagenet' || store !== undefined;
  if (!comeFromFile(name, weights) || !isKept) return [];
  const { network } = await loadBackbone(name, weights, 0, store);
  const unused = await readUnusedConvolutions(network, (await fileOfWeights(name, weights, store))!);
  if (unused.length === 0) return [];
  return [
    `${name} does not use ${pluralize(unused.length, 'convolution')} of ${weights}, such as ${unused[0]}: the weights may be those of a deeper network.`,
  ];
}
