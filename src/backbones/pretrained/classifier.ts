import { UserError } from '../../base/errors.js';
import { nearestName } from '../../base/text/nearestName.js';
import { initialWeights } from '../network/initialWeights.js';
import { type Network, WITH_WEIGHTS } from '../network/layer.js';
import { networkAfter, networkUpTo } from '../network/networkCuts.js';
import { type InputShape, outputShapes } from '../network/outputShapes.js';
import type { RawWeight, WeightName } from '../network/weights.js';
import { withoutDropout } from '../network/withoutDropout.js';
import { fixedLayers, type Head, networkOfHead } from './head.js';
import type { Backbone } from './loadBackbone.js';

/**
 * The part of the backbone that trains: nothing, everything, or the blocks above a named one. Batch normalization in
 * unfrozen blocks stays frozen unless `batchNormalization` is true: with small batches its statistics are noise.
 */
export type Unfrozen = { above: 'nothing' | 'everything' | string; batchNormalization: boolean };

/** What a classifier is built by; a recipe is one. */
export interface ClassifierOptions {
  head: Head;
  unfrozen: Unfrozen;
  /** Of the initial weights of the head. */
  seed: number;
  /** Of the images, in pixels: a dense layer after a Flatten depends on them. */
  height: number;
  width: number;
}

/** Backbone and head as one network, split where training begins. */
export interface Classifier {
  /** The frozen lower part; it ends in the pooling of the head where the whole backbone is frozen. */
  prefix: Network | undefined;
  /** The part that is run in every training step. */
  tail: Network;
  /** Names of the layers that train. */
  trainable: Set<string>;
  /** Names of the layers of the head. */
  head: ReadonlySet<string>;
  weights: Map<WeightName, RawWeight>;
}

/** Backbone and head as one network, without weights. */
export interface ClassifierNetwork {
  network: Network;
  /** Name of the layer up to which everything is frozen; undefined if nothing is frozen. */
  cut: string | undefined;
  /** Names of the layers that train. */
  trainable: Set<string>;
  /** Names of the layers of the head. */
  head: ReadonlySet<string>;
}

/**
 * Puts a head on a backbone. Dropout within the backbone, which EfficientNets have for training on ImageNet, is off, as where
 * Keras calls the base with `training=False`.
 *
 * @throws UserError if no block has the name that is to be unfrozen above
 */
export function classifierNetwork(
  backbone: Pick<Backbone, 'name' | 'network' | 'expectation'>,
  { head, unfrozen }: Pick<ClassifierOptions, 'head' | 'unfrozen'>,
  numClasses: number,
): ClassifierNetwork {
  checkUnfrozen(backbone, unfrozen);
  const { layers, output } = withoutDropout(backbone.network);
  const ofHead = networkOfHead(head, output, numClasses);
  const network: Network = { layers: [...layers, ...ofHead], output: 'logits' };
  const fixed = fixedLayers(head);
  const cuts = { nothing: fixed === 0 ? output : ofHead[fixed - 1]!.name, everything: undefined };
  const { above } = unfrozen;
  const cut = above === 'nothing' || above === 'everything' ? cuts[above] : above;
  const names = new Set(ofHead.map(({ name }) => name));
  const trainable = (cut === undefined ? network : networkAfter(network, cut)).layers
    .filter(({ kind, name }) => {
      if (kind === 'BatchNormalization' && !names.has(name)) return unfrozen.batchNormalization;
      return WITH_WEIGHTS.has(kind);
    })
    .map(({ name }) => name);
  return { network, cut, trainable: new Set(trainable), head: names };
}

/** @throws UserError if no block has the name that is to be unfrozen above */
export function buildClassifier(backbone: Backbone, options: ClassifierOptions, numClasses: number): Classifier {
  const { network, cut, trainable, head } = classifierNetwork(backbone, options, numClasses);
  const { height, width, seed } = options;
  const maps = outputShapes(backbone.network, [height, width, 3]).get(backbone.network.output)!;
  const headNetwork = networkAfter(network, backbone.network.output);
  const incoming = maps.slice(1) as unknown as InputShape;
  checkPooling(headNetwork, incoming);
  const headWeights = initialWeights(headNetwork, incoming, seed);
  return {
    prefix: cut === undefined ? undefined : networkUpTo(network, cut),
    tail: cut === undefined ? network : networkAfter(network, cut),
    trainable,
    head,
    weights: new Map([...backbone.weights, ...headWeights]),
  };
}

/** @throws UserError if a window of the head is larger than the maps */
function checkPooling(head: Network, maps: InputShape): void {
  const empty = [...outputShapes(head, maps)].find(([, shape]) =>
    shape.some((length) => length !== null && length < 1),
  );
  if (empty === undefined) return;
  throw new UserError(
    'A head is expected whose pooling fits into the maps of the backbone.',
    `maps of ${maps[0]}x${maps[1]}`,
    "Lower 'poolSize' of the head, or raise height and width.",
  );
}

/** The same classifier in one piece, all of it in the tail. */
export function withoutPrefix(classifier: Classifier): Classifier {
  const { prefix, tail } = classifier;
  if (prefix === undefined) return classifier;
  const [, ...layers] = tail.layers;
  return { ...classifier, prefix: undefined, tail: { ...tail, layers: [...prefix.layers, ...layers] } };
}

/**
 * Checks that a backbone has the block that is to be unfrozen above.
 *
 * @throws UserError if it has not
 */
export function checkUnfrozen(
  { name, expectation }: Pick<Backbone, 'name' | 'expectation'>,
  { above }: Pick<Unfrozen, 'above'>,
): void {
  const allowed = ['nothing', 'everything', ...expectation.blocks];
  if (allowed.includes(above)) return;
  const near = nearestName(above, allowed);
  throw new UserError(
    `${name} can be unfrozen above: ${allowed.join(', ')}.`,
    above,
    `Change 'unfrozen.above' of the recipe${near === undefined ? '' : ` to '${near}'`}.`,
  );
}
