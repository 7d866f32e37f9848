import type { Network } from './layer.js';

/** The network with dropout of rate 0, for passes in training mode that are compared with others on the same images. */
export function withoutDropout({ layers, output }: Network): Network {
  return { output, layers: layers.map((layer) => (layer.kind === 'Dropout' ? { ...layer, rate: 0 } : layer)) };
}
