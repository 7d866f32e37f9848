import type { Network } from '../network/layer.js';
import { networkBuilder } from './networkBuilder.js';

/** Ends of the blocks of SmallCnn, from the input up. */
export const SMALL_CNN_BLOCKS: readonly string[] = ['pool_1', 'pool_2', 'pool_3', 'pool_4'];

/**
 * A small network to train from scratch: four blocks of a 3x3 convolution, batch normalization and max pooling by 2.
 * Without batch normalization it stays at the majority baseline for as many epochs as the quick setting has.
 */
export function smallCnn(): Network {
  const { convolution, normalization, activation, maxPooling, network } = networkBuilder({
    useBias: false,
    // Keras' default of 0.99 takes longer to settle than a short training has steps.
    normalization: { epsilon: 1e-3, momentum: 0.9, scale: true },
  });
  let x = 'input_1';
  for (const [i, filters] of [16, 32, 64, 128].entries()) {
    const [conv, bn, act, pool] = ['conv', 'bn', 'relu', 'pool'].map((kind) => `${kind}_${i + 1}`) as [
      string,
      string,
      string,
      string,
    ];
    x = normalization(bn, convolution(conv, x, { filters, size: 3 }));
    x = maxPooling(pool, activation(act, x, 'relu'), 2);
  }
  return network(x);
}
