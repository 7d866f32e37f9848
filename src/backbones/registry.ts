import { UserError } from '../base/errors.js';
import type { ScalingMode } from '../preprocess/scaling.js';
import { INCEPTION_V3_BLOCKS, inceptionV3 } from './inceptionV3.js';
import { initialWeights, type RawWeight } from './initialWeights.js';
import type { Network, WeightName } from './layer.js';
import { nsfwjsWeights } from './nsfwjsWeights.js';
import { SMALL_CNN_BLOCKS, smallCnn } from './smallCnn.js';

/** What a backbone's weights were trained on, and so expect; as timm's PretrainedCfg. */
export interface Expectation {
  /** Least height and width that the architecture takes, in pixels. */
  leastSize: number;
  scaling: ScalingMode;
  channelOrder: 'RGB' | 'BGR';
  /** Channels that come out before pooling. */
  featureChannels: number;
  /** Ends of blocks, from the input up: where it can be unfrozen, by name. */
  blocks: readonly string[];
  licence: string;
  /** Where the weights come from and what is known of them. */
  source: string;
}

export interface Backbone {
  name: BackboneName;
  network: Network;
  weights: Map<WeightName, RawWeight>;
  expectation: Expectation;
}

export const BACKBONE_NAMES = ['InceptionV3', 'SmallCnn'] as const;
export type BackboneName = (typeof BACKBONE_NAMES)[number];

const REGISTRY: Record<BackboneName, { build: () => Network; expectation: Expectation; sources: readonly string[] }> = {
  InceptionV3: {
    build: inceptionV3,
    sources: ['nsfwjs', 'random'],
    expectation: {
      leastSize: 75,
      scaling: 'unit',
      channelOrder: 'RGB',
      featureChannels: 2048,
      blocks: INCEPTION_V3_BLOCKS,
      licence: 'MIT',
      source: 'npm package nsfwjs: ImageNet, the upper half tuned to another task, 8 bit',
    },
  },
  SmallCnn: {
    build: smallCnn,
    sources: ['random'],
    expectation: {
      leastSize: 16,
      scaling: 'unit',
      channelOrder: 'RGB',
      featureChannels: 128,
      blocks: SMALL_CNN_BLOCKS,
      licence: 'MIT',
      source: 'none: always trained from scratch',
    },
  },
};

/** What a backbone expects, without its weights. */
export function expectationOf(name: BackboneName): Expectation {
  return REGISTRY[name].expectation;
}

/**
 * Builds a backbone and loads its weights.
 *
 * @param weights `nsfwjs`, or `random` for training from scratch
 * @param seed of random weights
 * @throws UserError where the backbone has no weights of that source
 */
export async function loadBackbone(name: BackboneName, weights: string, seed = 0): Promise<Backbone> {
  const { build, expectation, sources } = REGISTRY[name];
  if (!sources.includes(weights)) {
    throw new UserError(
      `${name} expects weights from one of: ${sources.join(', ')}.`,
      weights,
      "Change 'backbone.weights' of the recipe.",
    );
  }
  const network = build();
  const raw = weights === 'random' ? initialWeights(network, 3, seed) : await nsfwjsWeights(network);
  return { name, network, weights: raw, expectation };
}
