import type { Model } from '../backbones/keras/readModel.js';
import type { RawWeight, WeightName } from '../backbones/network/weights.js';
import { buildClassifier } from '../backbones/pretrained/classifier.js';
import type { WeightStore } from '../backbones/pretrained/imagenetWeights.js';
import { loadBackbone } from '../backbones/pretrained/loadBackbone.js';
import { wholeModel } from '../backbones/pretrained/wholeModel.js';
import type { Recipe } from '../recipe/recipeType.js';

/**
 * Rebuilds the model of a run from its recipe and the weights that training changed.
 *
 * @param trained weights of the best epoch, as stored with the run
 */
export async function modelOfRun(
  recipe: Recipe,
  trained: ReadonlyMap<WeightName, RawWeight>,
  numClasses: number,
  store?: WeightStore,
): Promise<Model> {
  const { backbone, seed } = recipe;
  const loaded = await loadBackbone(backbone.name, backbone.weights, seed, store);
  return wholeModel(buildClassifier(loaded, recipe, numClasses), trained, recipe);
}
