import type { Group } from 'h5wasm';
import { UserError } from '../../base/errors.js';
import { group } from '../../base/group.js';
import { parseJson } from '../../base/parseJson.js';
import { layerOfWeight, type RawWeight } from '../network/weights.js';
import type { ConfigLayer } from './configTypes.js';
import { groupAt, text, texts, weightAt } from './hdf5.js';
import { parseConfig } from './modelConfig.js';
import { type StoredLayer, type StoredModel, storedLayers } from './storedLayers.js';

/**
 * Contents of a Keras 2 HDF5 file, of a whole model or of weights only.
 *
 * @param shown name of the file in error messages
 * @throws UserError if the names of the layers, or weights that it names, are missing
 */
export function readKeras2(file: Group, shown: string): StoredModel {
  const json = text(file, 'model_config');
  const root = groupAt(file, 'model_weights') ?? file;
  const stored = texts(root, 'layer_names').map((layer): [string, Named[]] => [
    layer,
    namedWeights(root, layer, shown),
  ]);
  if (json === undefined)
    return { config: undefined, layers: stored.flatMap(([layer, weights]) => guessed(layer, weights)) };
  const config = parseConfig(parseJson(json, `The configuration in ${shown}`), shown);
  const byLayer = new Map(stored);
  const layers = storedLayers(config, (leaf) => {
    const [outer = leaf.name] = leaf.models;
    const weights = byLayer.get(outer) ?? [];
    return leaf.models.length === 0 ? weights.map(({ weight }) => weight) : weightsOfLeaf(weights, leaf);
  });
  const compiled = text(file, 'training_config');
  return {
    config,
    layers,
    compiled:
      compiled === undefined
        ? undefined
        : (parseJson(compiled, `The training configuration in ${shown}`) as Record<string, unknown>),
    kerasVersion: text(file, 'keras_version'),
  };
}

export interface Named {
  /** `conv2d_1/kernel:0`, within a model sometimes `model/conv2d_1/kernel:0`. */
  name: string;
  weight: RawWeight;
}

/** The weights of a layer by the names that files give them. */
export function weightsOfLeaf(weights: readonly Named[], { name, models }: ConfigLayer): RawWeight[] {
  const paths = new Set(models.map((_, i) => [...models.slice(i), name].join('/')).concat(name));
  // Keras 3 begins the name with that of the outermost model, where that is a Sequential.
  const whole = `/${[...models, name].join('/')}`;
  return weights
    .filter((one) => paths.has(layerOfWeight(one.name)) || layerOfWeight(one.name).endsWith(whole))
    .map(({ weight }) => weight);
}

function namedWeights(root: Group, layer: string, shown: string): Named[] {
  const group = groupAt(root, layer);
  return (group === undefined ? [] : texts(group, 'weight_names')).map((name) => {
    const weight = weightAt(root, `${layer}/${name}`);
    if (weight !== undefined) return { name, weight };
    throw new UserError(
      `${shown} is expected to hold every weight that it names.`,
      `no ${name} of ${layer}`,
      'Copy it again.',
    );
  });
}

/** No layer has more: gamma, beta, mean and variance. What has more is a model within the model. */
const MOST_WEIGHTS = 4;

/** A layer of a file without a configuration; the layers of it, where it is a model. */
function guessed(layer: string, weights: readonly Named[]): StoredLayer[] {
  const whole = { name: layer, kind: undefined, model: '', weights: weights.map(({ weight }) => weight) };
  if (weights.length === 0) return [];
  if (weights.length <= MOST_WEIGHTS) return [whole];
  const inner = group(weights, ({ name }) => {
    const owner = layerOfWeight(name);
    return owner.startsWith(`${layer}/`) ? owner.slice(layer.length + 1) : owner;
  });
  return [...inner].map(([name, named]) => ({
    name,
    kind: undefined,
    model: layer,
    weights: named.map(({ weight }) => weight),
  }));
}
