import type { Layer, Network } from '../network/layer.js';

export const SMALL_CNN_BLOCKS: readonly string[] = ['pool_1', 'pool_2', 'pool_3', 'pool_4'];

/**
 * A small network to train from scratch: four times a convolution of 3x3, batch normalisation and a halving of height
 * and width. Without batch normalisation it stays at the majority baseline for as many epochs as the quick setting has.
 */
export function smallCnn(): Network {
  const layers: Layer[] = [{ kind: 'InputLayer', name: 'input_1', inputs: [] }];
  let input = 'input_1';
  [16, 32, 64, 128].forEach((filters, i) => {
    const [conv, bn, act, pool] = ['conv', 'bn', 'relu', 'pool'].map((kind) => `${kind}_${i + 1}`);
    layers.push(
      {
        kind: 'Conv2D',
        name: conv,
        inputs: [input],
        filters,
        kernelSize: [3, 3],
        strides: 1,
        padding: 'same',
        useBias: false,
      },
      // Keras' default of 0.99 takes longer to settle than a short training has steps.
      { kind: 'BatchNormalization', name: bn, inputs: [conv], epsilon: 1e-3, momentum: 0.9, scale: true },
      { kind: 'Activation', name: act, inputs: [bn], activation: 'relu' },
      { kind: 'MaxPooling2D', name: pool, inputs: [act], poolSize: 2, strides: 2, padding: 'valid' },
    );
    input = pool;
  });
  return { layers, output: input };
}
