import type { ActivationName } from './activationNames.js';
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

/** Of a window, in pixels: one number is the same both ways. */
export type Sides = number | readonly [height: number, width: number];

/** One layer of a network, by Keras' kinds and arguments. */
export type Layer =
  | (Base & { kind: 'InputLayer' })
  | (Convolution & { kind: 'Conv2D'; filters: number; activation?: ActivationName })
  | (Convolution & { kind: 'SeparableConv2D'; filters: number; activation?: ActivationName })
  | (Convolution & { kind: 'DepthwiseConv2D'; activation?: ActivationName })
  | (Base & { kind: 'BatchNormalization' } & BatchNormalizationFields)
  | (Base & { kind: 'Activation'; activation: ActivationName })
  | (Base & { kind: 'LeakyReLU'; negativeSlope: number })
  | (Base & { kind: 'ELU'; alpha: number })
  /** maxValue null: no limit. */
  | (Base & { kind: 'ReLU'; maxValue: number | null; negativeSlope: number; threshold: number })
  /** Axes from 1 on, along which one slope is shared. */
  | (Base & { kind: 'PReLU'; sharedAxes: readonly number[] })
  | (Base & { kind: 'MaxPooling2D' | 'AveragePooling2D'; poolSize: Sides; strides: Sides; padding: 'same' | 'valid' })
  | (Base & { kind: 'ZeroPadding2D'; padding: Padding })
  | (Base & { kind: 'GlobalAveragePooling2D' | 'GlobalMaxPooling2D'; keepDims?: true })
  | (Base & { kind: 'Flatten' | 'Concatenate' | 'Add' | 'Multiply' | 'Average' | 'Maximum' })
  /** Without the axis of the batch; -1: what is left. */
  | (Base & { kind: 'Reshape'; targetShape: readonly number[] })
  /** useBias: true where left out. */
  | (Base & { kind: 'Dense'; units: number; activation: ActivationName; useBias?: false })
  /** noiseShape: lengths of what is drawn, null as the input's, and drawn once along axes of 1; each value where left out. */
  | (Base & { kind: 'Dropout'; rate: number; noiseShape?: readonly (number | null)[] })
  /** Multiplies by the scale, then adds the offset: one number, or one for each channel. */
  | (Base & { kind: 'Rescaling'; scale: number | readonly number[]; offset: number | readonly number[] })
  /**
   * Subtracts a mean and divides by the root of a variance, each `[channels]`: numbers of the configuration, or weights that
   * Keras' `adapt` measured.
   */
  | (Base & { kind: 'Normalization'; constants?: { mean: readonly number[]; variance: readonly number[] } })
  /** Adds the second input times the scale to the first: a layer of Keras' InceptionResNetV2. */
  | (Base & { kind: 'CustomScaleLayer'; scale: number })
  /** To a size in pixels, by TensorFlow's `image.resize` without antialiasing. */
  | (Base & { kind: 'Resizing'; height: number; width: number; interpolation: 'bilinear' | 'nearest' })
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
  'SeparableConv2D',
  'PReLU',
  'Dense',
  'BatchNormalization',
  'Normalization',
]);

export type BatchNormalizationLayer = Extract<Layer, { kind: 'BatchNormalization' }>;

/** The batch normalizations of a network, from the input up. */
export function batchNormalizationsOf({ layers }: Pick<Network, 'layers'>): BatchNormalizationLayer[] {
  return layers.filter((layer) => layer.kind === 'BatchNormalization');
}
