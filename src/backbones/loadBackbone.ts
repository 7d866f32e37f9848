import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import { initialWeights, type RawWeight } from './initialWeights.js';
import { readWeightsOf } from './keras/readModel.js';
import type { Network, WeightName } from './layer.js';
import { type BackboneName, type Expectation, REGISTRY, type Training } from './registry.js';

export interface Backbone {
  name: BackboneName;
  network: Network;
  weights: Map<WeightName, RawWeight>;
  expectation: Expectation;
}

/** The folder that holds package.json and what the set-up left. */
const PROJECT = path.resolve(__dirname, '../..');

/** Of weights drawn at random. They expect nothing, so that the scaling is that of the same backbone's trained ones. */
const UNTRAINED: Training = {
  scaling: 'unit',
  channelOrder: 'RGB',
  interpolation: 'bilinear',
  licence: 'MIT',
  source: 'none: trained from scratch',
};

/**
 * What a backbone with weights of that source expects.
 *
 * @param weights as for `loadBackbone`
 * @throws UserError where the backbone has no weights of that source
 */
export function expectationOf(name: BackboneName, weights: string): Expectation {
  const { leastSize, defaultSize, cutLayer, featureChannels, blocks, bundled, file } = REGISTRY[name];
  const architecture = { leastSize, defaultSize, cutLayer, featureChannels, blocks };
  if (weights === 'random') {
    const { scaling, channelOrder } = file ?? UNTRAINED;
    return { ...architecture, ...UNTRAINED, scaling, channelOrder };
  }
  const training = isBundled(weights) ? bundled[weights] : isPath(weights) ? file : undefined;
  if (training === undefined) throw noSuchWeights(name, weights);
  const { scaling, channelOrder, interpolation, licence, source } = training;
  return { ...architecture, scaling, channelOrder, interpolation, licence, source };
}

/**
 * Builds a backbone and loads its weights.
 *
 * @param weights `imagenet` or `nsfwjs`, where a package brings them; `random` for training from scratch; or the path
 *   of a Keras 2 HDF5 file, absolute or from the project's folder
 * @param seed of random weights
 * @throws UserError where the backbone has no weights of that source, or the file does not fit
 */
export async function loadBackbone(name: BackboneName, weights: string, seed = 0): Promise<Backbone> {
  const expectation = expectationOf(name, weights);
  const { build, bundled } = REGISTRY[name];
  const network = build();
  let loaded: Map<WeightName, RawWeight>;
  if (weights === 'random') loaded = initialWeights(network, 3, seed);
  else if (isBundled(weights)) loaded = await bundled[weights]!.load(network, PROJECT);
  else loaded = await readWeightsOf(network, path.resolve(PROJECT, weights));
  return { name, network, weights: loaded, expectation };
}

function isBundled(weights: string): weights is 'imagenet' | 'nsfwjs' {
  return weights === 'imagenet' || weights === 'nsfwjs';
}

function isPath(weights: string): boolean {
  return /[/\\]|\.(h5|hdf5|keras|json)$/.test(weights);
}

function noSuchWeights(name: BackboneName, weights: string): UserError {
  const { bundled, file } = REGISTRY[name];
  const sources = [...Object.keys(bundled), 'random', ...(file ? ['the path of a Keras 2 weights file (.h5)'] : [])];
  return new UserError(
    `${name} expects weights from one of: ${sources.join(', ')}.`,
    weights,
    "Change 'backbone.weights' of the recipe.",
  );
}
