import { UserError } from '../../base/errors.js';
import { nearestName } from '../../base/text/nearestName.js';
import { initialWeights } from '../network/initialWeights.js';
import { type Layer, type Network, WITH_WEIGHTS } from '../network/layer.js';
import { networkAfter, networkUpTo } from '../network/networkCuts.js';
import type { RawWeight, WeightName } from '../network/weights.js';
import { withoutDropout } from '../network/withoutDropout.js';
import type { Backbone } from './loadBackbone.js';

/** The head: global average pooling, dense layers with dropout before each, and a dense layer for the classes. */
export interface Head {
  /** Units of the hidden dense layers, e.g. [1024]; [] is a linear probe. */
  units: number[];
  /** Share of the values dropped before each dense layer, in [0, 1). */
  dropout: number;
}

/**
 * The part of the backbone that trains: nothing, everything, or the blocks above a named one. Batch normalization in
 * unfrozen blocks stays frozen unless `batchNormalization` is true: with small batches its statistics are noise.
 */
export type Unfrozen = { above: 'nothing' | 'everything' | string; batchNormalization: boolean };

/** Backbone and head as one network, split where training begins. */
export interface Classifier {
  /** The frozen lower part; it ends in global average pooling where the whole backbone is frozen. */
  prefix: Network | undefined;
  /** The part that is run in every training step. */
  tail: Network;
  /** Names of the layers that train. */
  trainable: Set<string>;
  weights: Map<WeightName, RawWeight>;
}

/** Backbone and head as one network, without weights. */
export interface ClassifierNetwork {
  network: Network;
  /** Name of the layer up to which everything is frozen; undefined if nothing is frozen. */
  cut: string | undefined;
  /** Names of the layers that train. */
  trainable: Set<string>;
}

/**
 * Puts a head on a backbone. Dropout within the backbone, which EfficientNets have for training on ImageNet, is off, as where
 * Keras calls the base with `training=False`.
 *
 * @throws UserError if no block has the name that is to be unfrozen above
 */
export function classifierNetwork(
  backbone: Pick<Backbone, 'name' | 'network' | 'expectation'>,
  head: Head,
  numClasses: number,
  unfrozen: Unfrozen,
): ClassifierNetwork {
  const { layers, output } = withoutDropout(backbone.network);
  const network: Network = { layers: [...layers, ...layersOfHead(output, head, numClasses)], output: 'logits' };
  const cut = cutOf(backbone, unfrozen);
  const trainable = (cut === undefined ? network : networkAfter(network, cut)).layers
    .filter(({ kind, name }) => {
      if (kind === 'BatchNormalization') return unfrozen.batchNormalization;
      return WITH_WEIGHTS.has(kind) && name !== cut;
    })
    .map(({ name }) => name);
  return { network, cut, trainable: new Set(trainable) };
}

/** @throws UserError if no block has the name that is to be unfrozen above */
export function buildClassifier(
  backbone: Backbone,
  head: Head,
  numClasses: number,
  unfrozen: Unfrozen,
  seed: number,
): Classifier {
  const { network, cut, trainable } = classifierNetwork(backbone, head, numClasses, unfrozen);
  const headNetwork = networkAfter(network, backbone.network.output);
  const headWeights = initialWeights(headNetwork, backbone.expectation.featureChannels, seed);
  return {
    prefix: cut === undefined ? undefined : networkUpTo(network, cut),
    tail: cut === undefined ? network : networkAfter(network, cut),
    trainable,
    weights: new Map([...backbone.weights, ...headWeights]),
  };
}

/** The same classifier in one piece, all of it in the tail. */
export function withoutPrefix(classifier: Classifier): Classifier {
  const { prefix, tail } = classifier;
  if (prefix === undefined) return classifier;
  const [, ...layers] = tail.layers;
  return { ...classifier, prefix: undefined, tail: { ...tail, layers: [...prefix.layers, ...layers] } };
}

/**
 * Name of the layer up to which everything is frozen; undefined if nothing is.
 *
 * @throws UserError if no block has the name that is to be unfrozen above
 */
export function cutOf(
  { name, expectation }: Pick<Backbone, 'name' | 'expectation'>,
  { above }: Pick<Unfrozen, 'above'>,
): string | undefined {
  if (above === 'nothing') return 'global_average_pooling2d';
  if (above === 'everything') return undefined;
  if (expectation.blocks.includes(above)) return above;
  const allowed = ['nothing', 'everything', ...expectation.blocks];
  const near = nearestName(above, allowed);
  throw new UserError(
    `${name} can be unfrozen above: ${allowed.join(', ')}.`,
    above,
    `Change 'unfrozen.above' of the recipe${near === undefined ? '' : ` to '${near}'`}.`,
  );
}

function layersOfHead(input: string, head: Head, numClasses: number): Layer[] {
  const layers: Layer[] = [{ kind: 'GlobalAveragePooling2D', name: 'global_average_pooling2d', inputs: [input] }];
  const last = (): string => layers[layers.length - 1]!.name;
  const drop = (i: number): void => {
    if (head.dropout > 0) layers.push({ kind: 'Dropout', name: `dropout_${i}`, inputs: [last()], rate: head.dropout });
  };
  head.units.forEach((units, i) => {
    drop(i + 1);
    layers.push({ kind: 'Dense', name: `dense_${i + 1}`, inputs: [last()], units, activation: 'relu' });
  });
  drop(head.units.length + 1);
  layers.push({ kind: 'Dense', name: 'logits', inputs: [last()], units: numClasses, activation: 'linear' });
  return layers;
}
