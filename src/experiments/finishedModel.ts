import { buildClassifier } from '../backbones/classifier.js';
import type { WeightStore } from '../backbones/imagenetWeights.js';
import type { RawWeight } from '../backbones/initialWeights.js';
import type { Model } from '../backbones/keras/readModel.js';
import type { WeightName } from '../backbones/layer.js';
import { loadBackbone } from '../backbones/loadBackbone.js';
import { wholeModel } from '../backbones/wholeModel.js';
import type { Recipe } from './recipe.js';

/**
 * The model that a run ended with: built again from its recipe, with the weights that training changed put in.
 *
 * @param trained weights of the best epoch, as the run kept them
 */
export async function finishedModel(
  recipe: Recipe,
  trained: ReadonlyMap<WeightName, RawWeight>,
  numClasses: number,
  store?: WeightStore,
): Promise<Model> {
  const { backbone, head, unfrozen, seed } = recipe;
  const loaded = await loadBackbone(backbone.name, backbone.weights, seed, store);
  return wholeModel(buildClassifier(loaded, head, numClasses, unfrozen, seed), trained, recipe);
}
