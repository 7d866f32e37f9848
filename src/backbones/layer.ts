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

export type Layer =
  | (Base & { kind: 'InputLayer' })
  | (Convolution & { kind: 'Conv2D'; filters: number; activation?: 'relu' })
  | (Convolution & { kind: 'DepthwiseConv2D' })
  | (Base & { kind: 'BatchNormalization' } & BatchNormalizationFields)
  | (Base & { kind: 'Activation'; activation: 'relu' | 'relu6' | 'softmax' })
  | (Base & { kind: 'MaxPooling2D' | 'AveragePooling2D'; poolSize: number; strides: number; padding: 'same' | 'valid' })
  | (Base & { kind: 'ZeroPadding2D'; padding: Padding })
  | (Base & { kind: 'GlobalAveragePooling2D' | 'Concatenate' | 'Add' })
  | (Base & { kind: 'Dense'; units: number; activation: 'relu' | 'linear' | 'softmax' })
  | (Base & { kind: 'Dropout'; rate: number });

/**
 * Zeros around a picture: so many on each side; or as many as the convolution of that size and stride 2 after it needs
 * to see the picture's last pixels, which depends on whether height and width are even (keras-applications
 * `correct_pad`); or those of rows and columns, as a model file that was saved for one size says.
 */
export type Padding = number | { correctFor: number } | { rows: Zeros; columns: Zeros };

type Zeros = readonly [before: number, after: number];

/** Zeros `[before, after]` along an axis of that length. */
export function zerosAlong(axis: 'rows' | 'columns', length: number, padding: Padding): Zeros {
  if (typeof padding === 'number') return [padding, padding];
  if ('rows' in padding) return padding[axis];
  const half = Math.floor(padding.correctFor / 2);
  return [half - (1 - (length % 2)), half];
}

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

/** Shape of each weight of the layers, given the channels that come in. */
export function weightShapes(network: Network, inputChannels: number): Map<WeightName, number[]> {
  const channels = new Map<string, number>();
  const shapes = new Map<WeightName, number[]>();
  for (const layer of network.layers) {
    const incoming = layer.inputs.map((name) => channels.get(name) as number);
    let outgoing = incoming[0] ?? inputChannels;
    if (layer.kind === 'Concatenate') outgoing = incoming.reduce((total, n) => total + n, 0);
    if (layer.kind === 'Conv2D') {
      shapes.set(`${layer.name}/kernel`, [...layer.kernelSize, incoming[0], layer.filters]);
      outgoing = layer.filters;
    }
    if (layer.kind === 'DepthwiseConv2D') {
      shapes.set(`${layer.name}/depthwise_kernel`, [...layer.kernelSize, incoming[0], 1]);
    }
    if ((layer.kind === 'Conv2D' || layer.kind === 'DepthwiseConv2D') && layer.useBias) {
      shapes.set(`${layer.name}/bias`, [outgoing]);
    }
    if (layer.kind === 'Dense') {
      shapes.set(`${layer.name}/kernel`, [incoming[0], layer.units]);
      shapes.set(`${layer.name}/bias`, [layer.units]);
      outgoing = layer.units;
    }
    if (layer.kind === 'BatchNormalization') {
      const learnt = [...(layer.scale ? ['gamma'] : []), ...((layer.center ?? true) ? ['beta'] : [])];
      const names = [...learnt, 'moving_mean', 'moving_variance'];
      for (const name of names) shapes.set(`${layer.name}/${name}`, [outgoing]);
    }
    channels.set(layer.name, outgoing);
  }
  return shapes;
}

export function isMovingStatistic(name: WeightName): boolean {
  return name.endsWith('/moving_mean') || name.endsWith('/moving_variance');
}
