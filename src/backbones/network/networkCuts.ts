import type { Layer, Network } from './layer.js';

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
