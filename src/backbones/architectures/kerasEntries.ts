import type { ScalingMode } from '../../preprocess/scaling.js';
import { outputShapes } from '../network/outputShapes.js';
import type { Entry, Training } from './entry.js';
import { blockEnds, KERAS_NETWORKS, type KerasNetworkName, kerasNetwork, withoutLayer } from './kerasNetworks.js';

/** What the models of one paper have in common. */
interface Family {
  names: RegExp;
  leastSize: number;
  /** Height and width that the ImageNet weights were trained at, in pixels; another one for some of the names. */
  defaultSize: number;
  defaultSizes?: { readonly [name in KerasNetworkName]?: number };
  stem: string | undefined;
  /** Of the layers that may end a block; its first group is the block. */
  blocks: RegExp;
  scaling: Exclude<ScalingMode, 'unit' | 'lite'>;
  licence: string;
  source: string;
}

const KERAS = 'keras-applications: ImageNet';
/** `block2b`: the stage, and a letter for each of its repeats. */
const EFFICIENT_BLOCKS = /^(block\d[a-z])_(?:project_bn|project_activation|add)$/;
const RES_NET_BLOCKS = /^(conv\d_block\d+)_out$/;

/**
 * Sources: Keras 3.15 `applications/*.py`; the licenses, Keras' documentation of its applications, and for MobileNetV3 and
 * EfficientNets github.com/tensorflow/models, github.com/tensorflow/tpu and github.com/google/automl.
 */
const FAMILIES: readonly Family[] = [
  {
    names: /^Xception$/,
    leastSize: 71,
    defaultSize: 299,
    stem: 'block1_conv2_act',
    // Keras gives the sums no names; those of its first model are counted from `add`.
    blocks: /^(add(?:_\d+)?|block14_sepconv2_act)$/,
    scaling: 'tf',
    licence: 'MIT',
    source: KERAS,
  },
  {
    names: /^VGG19$/,
    leastSize: 32,
    defaultSize: 224,
    stem: undefined,
    blocks: /^(block\d)_pool$/,
    scaling: 'caffe',
    licence: 'CC BY 4.0',
    source: `${KERAS}, of the Visual Geometry Group, Oxford`,
  },
  {
    names: /^ResNet1\d\d$/,
    leastSize: 32,
    defaultSize: 224,
    stem: 'pool1_pool',
    blocks: RES_NET_BLOCKS,
    scaling: 'caffe',
    licence: 'MIT',
    source: `${KERAS}, of Microsoft (github.com/KaimingHe/deep-residual-networks)`,
  },
  {
    names: /^ResNet\d+V2$/,
    leastSize: 32,
    defaultSize: 224,
    stem: 'pool1_pool',
    blocks: RES_NET_BLOCKS,
    scaling: 'tf',
    licence: 'BSD',
    source: `${KERAS}, of github.com/facebook/fb.resnet.torch`,
  },
  {
    names: /^InceptionResNetV2$/,
    leastSize: 75,
    defaultSize: 299,
    stem: 'max_pooling2d_1',
    blocks: /^(mixed_\d[ab]|block\d+_\d+)(?:_ac)?$/,
    scaling: 'tf',
    licence: 'Apache-2.0',
    source: KERAS,
  },
  {
    names: /^DenseNet/,
    leastSize: 32,
    defaultSize: 224,
    stem: 'pool1',
    // A whole dense block: each of its layers adds a few channels to what all before it gave.
    blocks: /^(pool[234]|conv5_block)(?:_pool|\d+_concat)$/,
    scaling: 'torch',
    licence: 'BSD 3-clause',
    source: `${KERAS}, of github.com/liuzhuang13/DenseNet`,
  },
  {
    names: /^MobileNet$/,
    leastSize: 32,
    defaultSize: 224,
    stem: 'conv1_relu',
    blocks: /^(conv_pw_\d+)_relu$/,
    scaling: 'tf',
    licence: 'Apache-2.0',
    source: KERAS,
  },
  {
    names: /^MobileNetV3/,
    leastSize: 32,
    defaultSize: 224,
    stem: 'activation',
    blocks: /^(expanded_conv(?:_\d+)?)_(?:project_bn|add)$/,
    scaling: 'none',
    licence: 'Apache-2.0',
    source: KERAS,
  },
  {
    names: /^EfficientNetB\d$/,
    leastSize: 32,
    defaultSize: 224,
    defaultSizes: {
      EfficientNetB1: 240,
      EfficientNetB2: 260,
      EfficientNetB3: 300,
      EfficientNetB4: 380,
      EfficientNetB5: 456,
      EfficientNetB6: 528,
      EfficientNetB7: 600,
    },
    stem: 'stem_activation',
    blocks: EFFICIENT_BLOCKS,
    scaling: 'none',
    licence: 'Apache-2.0',
    source: KERAS,
  },
  {
    names: /^EfficientNetV2/,
    leastSize: 32,
    defaultSize: 224,
    defaultSizes: {
      EfficientNetV2B1: 240,
      EfficientNetV2B2: 260,
      EfficientNetV2B3: 300,
      EfficientNetV2S: 384,
      EfficientNetV2M: 480,
      EfficientNetV2L: 480,
    },
    stem: 'stem_activation',
    blocks: EFFICIENT_BLOCKS,
    scaling: 'none',
    licence: 'Apache-2.0',
    source: KERAS,
  },
];

/** Of EfficientNet, and only where Keras builds it with its ImageNet weights: see keras-applications `efficientnet.py`. */
const ONLY_OF_IMAGENET = 'rescaling_1';

/** Entries of the registry for the models of keras.applications that are read from what Keras wrote. */
export function kerasEntries(): Readonly<Record<KerasNetworkName, Entry>> {
  return Object.fromEntries(KERAS_NETWORKS.map((name) => [name, entryOf(name)])) as Record<KerasNetworkName, Entry>;
}

/** Reads the layers only when they are asked for: those of all would take a tenth of a second of every start. */
function entryOf(name: KerasNetworkName): Entry {
  const { leastSize, defaultSize, defaultSizes, stem, blocks, scaling, licence, source } = FAMILIES.find((family) =>
    family.names.test(name),
  )!;
  const channelOrder = scaling === 'caffe' ? 'BGR' : 'RGB';
  const file: Training = { scaling, channelOrder, interpolation: 'bilinear', licence, source };
  let featureChannels: number | undefined;
  return {
    build: (weights = 'imagenet') => {
      const { network } = kerasNetwork(name);
      return weights === 'random' ? withoutLayer(network, ONLY_OF_IMAGENET) : network;
    },
    // Untrained, its Normalization subtracts 0 and divides by 1.
    variantOf: (all) =>
      all.get('normalization/variance')?.values.every((one) => one === 1) === true ? 'random' : 'imagenet',
    top: (input) => {
      const { network, top } = kerasNetwork(name);
      return top.map((layer) => ({
        ...layer,
        inputs: layer.inputs.map((one) => (one === network.output ? input : one)),
      }));
    },
    leastSize,
    defaultSize: defaultSizes?.[name] ?? defaultSize,
    get cutLayer() {
      return kerasNetwork(name).network.output;
    },
    get featureChannels() {
      featureChannels ??= outputShapes(kerasNetwork(name).network, [null, null, 3]).get(this.cutLayer)!.at(-1)!;
      return featureChannels;
    },
    stem,
    get blocks() {
      return blockEnds(kerasNetwork(name).network, blocks);
    },
    bundled: {},
    file,
  };
}
