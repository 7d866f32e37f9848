import type { Padding } from './padding.js';

/**
 * A network as data: layers in the order in which they run, with Keras' names. Everything else (forward pass,
 * freezing, summary, weight files) reads this list.
 */
export interface Network {
  layers: readonly Layer[];
  /** Name of the layer whose output is the network's. */
  output: string;
}

interface Base {
  name: string;
  /** Names of the layers whose outputs come in. */
  inputs: readonly string[];
}

interface Convolution extends Base {
  kernelSize: readonly [height: number, width: number];
  strides: number;
  padding: 'same' | 'valid';
  useBias: boolean;
  /** How Keras draws the kernel of an untrained layer; `glorot` where left out. */
  initializer?: Initializer;
}

export interface BatchNormalizationFields {
  epsilon: number;
  momentum: number;
  /** Whether it multiplies by a gamma. */
  scale: boolean;
  /** Whether it adds a beta; true where left out, as in all of keras-applications. */
  center?: boolean;
}

/**
 * - `glorot`: Keras' default, GlorotUniform, after Glorot and Bengio 2010;
 * - `heFanOut`: VarianceScaling(2, fan_out, truncated_normal), of Keras' EfficientNet.
 */
export type Initializer = 'glorot' | 'heFanOut';

/** One layer of a network, by Keras' kinds and arguments. */
export type Layer =
  | (Base & { kind: 'InputLayer' })
  | (Convolution & { kind: 'Conv2D'; filters: number; activation?: 'relu' })
  | (Convolution & { kind: 'DepthwiseConv2D' })
  | (Base & { kind: 'BatchNormalization' } & BatchNormalizationFields)
  | (Base & { kind: 'Activation'; activation: 'relu' | 'relu6' | 'softmax' | 'sigmoid' })
  | (Base & { kind: 'MaxPooling2D' | 'AveragePooling2D'; poolSize: number; strides: number; padding: 'same' | 'valid' })
  | (Base & { kind: 'ZeroPadding2D'; padding: Padding })
  | (Base & { kind: 'GlobalAveragePooling2D' | 'GlobalMaxPooling2D' | 'Flatten' | 'Concatenate' | 'Add' })
  | (Base & { kind: 'Dense'; units: number; activation: 'relu' | 'linear' | 'softmax' | 'sigmoid' })
  | (Base & { kind: 'Dropout'; rate: number })
  /** Multiplies by the scale, then adds the offset: one number, or one for each channel. */
  | (Base & { kind: 'Rescaling'; scale: number | readonly number[]; offset: number | readonly number[] })
  /** RGB becomes BGR, or back. */
  | (Base & { kind: 'ReverseChannels' })
  /** `[batch, 1]`, the probability of the second of two classes, becomes `[batch, 2]`. */
  | (Base & { kind: 'TwoClasses' })
  /** Divides the values of each example by their sum. */
  | (Base & { kind: 'SumToOne' });

/** Kinds of layers that have weights. */
export const WITH_WEIGHTS: ReadonlySet<Layer['kind']> = new Set([
  'Conv2D',
  'DepthwiseConv2D',
  'Dense',
  'BatchNormalization',
]);

/**
 * Weights by `layer/weight`, in Keras' names: `conv2d_1/kernel`, `batch_normalization_1/moving_mean`. A layer's name may
 * hold a slash too: `fire2/squeeze1x1/kernel`.
 */
export type WeightName = string;

export function layerOfWeight(name: WeightName): string {
  return name.slice(0, name.lastIndexOf('/'));
}

/** The layers up to and including `last`, as a network. */
export function networkUpTo(network: Network, last: string): Network {
  const end = network.layers.findIndex(({ name }) => name === last);
  return { layers: network.layers.slice(0, end + 1), output: last };
}

/** The layers after `cut`, fed with the output of `cut`. Nothing may reach across the cut. */
export function networkAfter(network: Network, cut: string): Network {
  const start = network.layers.findIndex(({ name }) => name === cut) + 1;
  const input: Layer = { kind: 'InputLayer', name: cut, inputs: [] };
  return { layers: [input, ...network.layers.slice(start)], output: network.output };
}

export function isMovingStatistic(name: WeightName): boolean {
  return name.endsWith('/moving_mean') || name.endsWith('/moving_variance');
}

export type BatchNormalizationLayer = Extract<Layer, { kind: 'BatchNormalization' }>;

/** The batch normalisations of a network, from the input up. */
export function batchNormalizationsOf({ layers }: Pick<Network, 'layers'>): BatchNormalizationLayer[] {
  return layers.filter((layer) => layer.kind === 'BatchNormalization');
}
