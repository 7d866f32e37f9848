import * as path from 'node:path';
import { UserError } from '../../base/errors.js';
import { PROJECT } from '../../base/project.js';
import type { Expectation, Training } from '../architectures/entry.js';
import { type BackboneName, REGISTRY } from '../architectures/registry.js';
import { readWeightsOf } from '../keras/readModel.js';
import { initialWeights } from '../network/initialWeights.js';
import type { Network } from '../network/layer.js';
import type { RawWeight, WeightName } from '../network/weights.js';
import { hasImagenetFile, imagenetFile, type WeightStore } from './imagenetWeights.js';

export interface Backbone {
  name: BackboneName;
  network: Network;
  weights: Map<WeightName, RawWeight>;
  expectation: Expectation;
}

/** Of random weights. They expect no scaling, so the scaling is that of the backbone's trained weights. */
const UNTRAINED: Training = {
  scaling: 'unit',
  channelOrder: 'RGB',
  interpolation: 'bilinear',
  licence: 'MIT',
  source: 'none: trained from scratch',
};

/**
 * Returns what a backbone with its weights expects: scaling, channel order, sizes, and the names of its blocks. As
 * timm's `pretrained_cfg`.
 *
 * @param weights `imagenet`, `nsfwjs`, `random`, or the path of a file
 * @throws UserError where the backbone has no weights of that source
 */
export function expectationOf(name: BackboneName, weights: string): Expectation {
  const { leastSize, defaultSize, cutLayer, featureChannels, stem, blocks, file } = REGISTRY[name];
  const architecture = { leastSize, defaultSize, cutLayer, featureChannels, stem, blocks };
  if (weights === 'random') {
    const { scaling, channelOrder } = file ?? UNTRAINED;
    return { ...architecture, ...UNTRAINED, scaling, channelOrder };
  }
  const training = trainingOf(name, weights);
  if (training === undefined) throw noSuchWeights(name, weights);
  const { scaling, channelOrder, interpolation, licence, source } = training;
  return { ...architecture, scaling, channelOrder, interpolation, licence, source };
}

/**
 * Builds a backbone and loads its weights.
 *
 * @param weights `imagenet` or `nsfwjs`, where a package brings them; `imagenet` also where keras-applications has a
 *   file of them; `random` for training from scratch; or the path of a file of Keras' or tfjs' weights, absolute or from
 *   the project's folder
 * @param seed of random weights
 * @param store where files of ImageNet weights are kept
 * @throws UserError if the backbone has no weights of that source, or the file does not fit
 */
export async function loadBackbone(
  name: BackboneName,
  weights: string,
  seed = 0,
  store?: WeightStore,
): Promise<Backbone> {
  const expectation = expectationOf(name, weights);
  const { build, variantOf } = REGISTRY[name];
  const network = build();
  const file = await fileOfWeights(name, weights, store);
  let loaded: Map<WeightName, RawWeight>;
  if (file !== undefined) loaded = await readWeightsOf(network, file);
  else if (weights === 'random') loaded = initialWeights(network, 3, seed);
  else loaded = await REGISTRY[name].bundled[weights as BundledName]!.load(network, PROJECT);
  return { name, network: build(variantOf?.(loaded)), weights: loaded, expectation };
}

/**
 * Path of the file that a backbone's weights are read from, downloaded where they are `imagenet` and not in the store;
 * undefined for those that come with a package or are drawn.
 *
 * @param withTop the backbone with its ImageNet top, where the weights of that are wanted, too
 * @throws UserError if the backbone has no weights of that source, or they cannot be had
 */
export async function fileOfWeights(
  name: BackboneName,
  weights: string,
  store: WeightStore | undefined,
  withTop?: Network,
): Promise<string | undefined> {
  const { build, bundled } = REGISTRY[name];
  if (!comeFromFile(name, weights)) return undefined;
  if (trainingOf(name, weights) === undefined) throw noSuchWeights(name, weights);
  if (weights === 'imagenet' && withTop !== undefined) return await imagenetFile(name, withTop, store, [], true);
  if (weights === 'imagenet') return await imagenetFile(name, build(), store, Object.keys(bundled), false);
  return path.resolve(PROJECT, weights);
}

/** Whether a backbone can have weights of a source. */
export function hasWeights(name: BackboneName, weights: string): boolean {
  return weights === 'random' || trainingOf(name, weights) !== undefined;
}

/** Whether weights are read from a file of the user's or of the cache folder; else their name tells them. */
export function comeFromFile(name: BackboneName, weights: string): boolean {
  return weights !== 'random' && REGISTRY[name].bundled[weights as BundledName] === undefined;
}

export type BundledName = 'imagenet' | 'nsfwjs';

/** Undefined if the backbone has no weights of that source. */
function trainingOf(name: BackboneName, weights: string): Training | undefined {
  const { bundled, file } = REGISTRY[name];
  const training = bundled[weights as BundledName];
  if (training !== undefined) return training;
  return isPath(weights) || (weights === 'imagenet' && hasImagenetFile(name)) ? file : undefined;
}

function isPath(weights: string): boolean {
  return /[/\\]|\.(h5|hdf5|keras|json)$/.test(weights);
}

function noSuchWeights(name: BackboneName, weights: string): UserError {
  const { bundled, file } = REGISTRY[name];
  const sources = [
    ...(hasImagenetFile(name) ? ['imagenet'] : []),
    ...Object.keys(bundled),
    'random',
    ...(file ? ["the path of a file of Keras' or tfjs' weights"] : []),
  ];
  return new UserError(`${name} expects weights from one of: ${sources.join(', ')}.`, weights, 'Name one of these.');
}
