import { UserError } from '../../base/errors.js';
import { fittingWeights } from '../network/fittingWeights.js';
import type { Network } from '../network/layer.js';
import type { InputShape } from '../network/outputShapes.js';
import { layerOfWeight, type RawWeight, type WeightName } from '../network/weights.js';
import { networkOfConfig } from './networkOfConfig.js';
import { layerKey, namesByLayer, unusedConvolutions, weightsOfBackbone } from './storedLayers.js';
import { NAME_ANOTHER_FILE, readStored } from './storedModel.js';

/** A whole model: a backbone, or a classifier with its head. */
export interface Model {
  network: Network;
  weights: Map<WeightName, RawWeight>;
  inputShape: InputShape;
  /** Names of the layers that train, for writing it; default all. */
  trainable?: ReadonlySet<string>;
}

/**
 * Weights of a backbone out of a file of Keras 2, Keras 3 or tfjs: of weights alone, or of a whole model, whose top is
 * left aside where the network has none.
 *
 * @param input as for `weightShapes`
 * @throws UserError if the file is not there, not whole, something else, or of another network
 */
export async function readWeightsOf(
  network: Network,
  file: string,
  input: number | InputShape = 3,
): Promise<Map<WeightName, RawWeight>> {
  return await readStored(file, (stored) =>
    weightsOfBackbone(network, stored, `The weights of ${file}`, NAME_ANOTHER_FILE, input),
  );
}

/** Names of the convolutions of a file that a backbone takes no weights from, see `unusedConvolutions`. */
export async function readUnusedConvolutions(network: Network, file: string): Promise<string[]> {
  return await readStored(file, (stored) => unusedConvolutions(network, stored));
}

/**
 * Reads a whole model, head included, from a file of Keras 2 (`.h5`), Keras 3 (`.keras`) or TensorFlow.js
 * (`model.json`).
 *
 * @throws UserError where the file holds weights alone, or a layer that thaw does not run
 *
 * @example
 * const model = await thaw.readModel('model.keras');
 */
export async function readModel(file: string): Promise<Model> {
  return await readStored(file, ({ config, layers, kerasVersion }) => {
    if (config === undefined) {
      throw new UserError(`${file} is expected to hold a whole model.`, 'weights only', 'Save it with `model.save`.');
    }
    const { network, inputShape, origins } = networkOfConfig(config, file, kerasVersion);
    const stored = new Map(layers.map(({ model, name, weights }) => [layerKey(model, name!), weights]));
    const names = namesByLayer(network, inputShape);
    const find = (weight: WeightName): RawWeight | undefined => {
      const layer = layerOfWeight(weight);
      const { models, name } = origins.get(layer)!;
      return stored.get(layerKey(models.join('/'), name))?.[names.get(layer)!.indexOf(weight)];
    };
    const weights = fittingWeights(network, find, `The weights of ${file}`, 'Save the model again.', inputShape);
    return { network, weights, inputShape };
  });
}
