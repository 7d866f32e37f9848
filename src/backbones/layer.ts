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

export type Layer =
  | (Base & { kind: 'InputLayer' })
  | (Base & {
      kind: 'Conv2D';
      filters: number;
      kernelSize: readonly [height: number, width: number];
      strides: number;
      padding: 'same' | 'valid';
      useBias: boolean;
    })
  | (Base & { kind: 'BatchNormalization'; epsilon: number; momentum: number; scale: boolean })
  | (Base & { kind: 'Activation'; activation: 'relu' | 'softmax' })
  | (Base & { kind: 'MaxPooling2D' | 'AveragePooling2D'; poolSize: number; strides: number; padding: 'same' | 'valid' })
  | (Base & { kind: 'GlobalAveragePooling2D' | 'Concatenate' })
  | (Base & { kind: 'Dense'; units: number; activation: 'relu' | 'linear' })
  | (Base & { kind: 'Dropout'; rate: number });

/** Weights by `layer/weight`, in Keras' names: `conv2d_1/kernel`, `batch_normalization_1/moving_mean`. */
export type WeightName = string;

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
      if (layer.useBias) shapes.set(`${layer.name}/bias`, [layer.filters]);
      outgoing = layer.filters;
    }
    if (layer.kind === 'Dense') {
      shapes.set(`${layer.name}/kernel`, [incoming[0], layer.units]);
      shapes.set(`${layer.name}/bias`, [layer.units]);
      outgoing = layer.units;
    }
    if (layer.kind === 'BatchNormalization') {
      const names = [...(layer.scale ? ['gamma'] : []), 'beta', 'moving_mean', 'moving_variance'];
      for (const name of names) shapes.set(`${layer.name}/${name}`, [outgoing]);
    }
    channels.set(layer.name, outgoing);
  }
  return shapes;
}

export function isMovingStatistic(name: WeightName): boolean {
  return name.endsWith('/moving_mean') || name.endsWith('/moving_variance');
}
