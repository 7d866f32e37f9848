import type { Layer, Network } from './layer.js';

export const SMALL_CNN_BLOCKS: readonly string[] = ['pool_1', 'pool_2', 'pool_3', 'pool_4'];

/**
 * A small network to train from scratch: four convolutions of 3x3, each halving height and width. No batch
 * normalisation, so what that does to the others can be told from what training does.
 */
export function smallCnn(): Network {
  const layers: Layer[] = [{ kind: 'InputLayer', name: 'input_1', inputs: [] }];
  let input = 'input_1';
  [16, 32, 64, 128].forEach((filters, i) => {
    const [conv, act, pool] = ['conv', 'relu', 'pool'].map((kind) => `${kind}_${i + 1}`);
    layers.push(
      {
        kind: 'Conv2D',
        name: conv,
        inputs: [input],
        filters,
        kernelSize: [3, 3],
        strides: 1,
        padding: 'same',
        useBias: true,
      },
      { kind: 'Activation', name: act, inputs: [conv], activation: 'relu' },
      { kind: 'MaxPooling2D', name: pool, inputs: [act], poolSize: 2, strides: 2, padding: 'valid' },
    );
    input = pool;
  });
  return { layers, output: input };
}
