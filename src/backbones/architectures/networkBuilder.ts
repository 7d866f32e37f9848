import type { BatchNormalizationFields, Initializer, Layer, Network } from '../network/layer.js';

type Sides = number | readonly [height: number, width: number];

/** What the convolutions and batch normalizations of an architecture have in common. */
export interface LayerDefaults {
  /** Padding of convolutions that name none. Default `same`. */
  padding?: 'same' | 'valid';
  useBias: boolean;
  /** Default `glorot`. */
  initializer?: Initializer;
  /** For architectures with batch normalization. Default: Keras' defaults. */
  normalization?: Pick<BatchNormalizationFields, 'epsilon' | 'momentum' | 'scale'>;
}

export interface ConvolutionOptions {
  filters: number;
  /** Height and width of the kernel, or one number for both. Default 1. */
  size?: Sides;
  /** Default 1. */
  strides?: number;
  padding?: 'same' | 'valid';
  activation?: 'relu';
}

/** Adds layers to a network, in order. Every function returns the name of its layer, which is the input of the next. */
export interface NetworkBuilder {
  convolution(name: string, input: string, options: ConvolutionOptions): string;
  depthwise(name: string, input: string, options: Omit<ConvolutionOptions, 'filters' | 'activation'>): string;
  normalization(name: string, input: string): string;
  activation(name: string, input: string, activation: 'relu' | 'relu6'): string;
  /** Max pooling over squares of `size`, with strides of 2 and without padding. */
  maxPooling(name: string, input: string, size: number): string;
  /** Any other layer. */
  add(layer: Layer): string;
  /** The network up to here. */
  network(output: string): Network;
}

/** A builder whose network begins with the input layer `input_1`. */
export function networkBuilder({
  padding: usualPadding = 'same',
  useBias,
  initializer,
  normalization = { epsilon: 1e-3, momentum: 0.99, scale: true },
}: LayerDefaults): NetworkBuilder {
  const layers: Layer[] = [{ kind: 'InputLayer', name: 'input_1', inputs: [] }];
  const add = (layer: Layer): string => {
    layers.push(layer);
    return layer.name;
  };
  const kernelOf = (size: Sides): readonly [number, number] => (typeof size === 'number' ? [size, size] : size);
  const common = { useBias, ...(initializer && { initializer }) };
  return {
    convolution: (name, input, { filters, size = 1, strides = 1, padding = usualPadding, activation }) => {
      const kernelSize = kernelOf(size);
      const options = { filters, kernelSize, strides, padding, ...common, ...(activation && { activation }) };
      return add({ kind: 'Conv2D', name, inputs: [input], ...options });
    },
    depthwise: (name, input, { size = 1, strides = 1, padding = usualPadding }) =>
      add({ kind: 'DepthwiseConv2D', name, inputs: [input], kernelSize: kernelOf(size), strides, padding, ...common }),
    normalization: (name, input) => add({ kind: 'BatchNormalization', name, inputs: [input], ...normalization }),
    activation: (name, input, activation) => add({ kind: 'Activation', name, inputs: [input], activation }),
    maxPooling: (name, input, poolSize) =>
      add({ kind: 'MaxPooling2D', name, inputs: [input], poolSize, strides: 2, padding: 'valid' }),
    add,
    network: (output) => ({ layers, output }),
  };
}
