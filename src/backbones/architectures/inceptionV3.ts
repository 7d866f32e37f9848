import type { Network } from '../network/layer.js';
import { networkBuilder } from './networkBuilder.js';

/** Ends of the blocks of InceptionV3, from the input up: the places where it can be cut or unfrozen. */
export const INCEPTION_V3_BLOCKS: readonly string[] = Array.from({ length: 11 }, (_, i) => `mixed${i}`);

type Size = readonly [height: number, width: number];

/**
 * InceptionV3 without its top, layer for layer in the order and under the names of Keras 2.2.4.
 *
 * Source: keras-applications `inception_v3.py`; Szegedy et al. 2015, arXiv:1512.00567.
 */
export function inceptionV3(): Network {
  const builder = networkBuilder({
    useBias: false,
    normalization: { epsilon: 1e-3, momentum: 0.99, scale: false },
  });
  let convolutions = 0;
  let averages = 0;
  let maxima = 0;

  const convolution = (
    input: string,
    filters: number,
    size: Size,
    strides = 1,
    padding: 'same' | 'valid' = 'same',
  ): string => {
    convolutions++;
    const [conv, norm, act] = ['conv2d', 'batch_normalization', 'activation'].map(
      (kind) => `${kind}_${convolutions}`,
    ) as [string, string, string];
    const x = builder.convolution(conv, input, { filters, size, strides, padding });
    return builder.activation(act, builder.normalization(norm, x), 'relu');
  };
  const chain = (input: string, ...steps: readonly [filters: number, size: Size][]): string =>
    steps.reduce((from, [filters, size]) => convolution(from, filters, size), input);
  const average = (input: string): string => {
    const name = `average_pooling2d_${++averages}`;
    return builder.add({ kind: 'AveragePooling2D', name, inputs: [input], poolSize: 3, strides: 1, padding: 'same' });
  };
  const maximum = (input: string): string => builder.maxPooling(`max_pooling2d_${++maxima}`, input, 3);
  const concatenate = (name: string, inputs: readonly string[]): string =>
    builder.add({ kind: 'Concatenate', name, inputs });

  let x = convolution('input_1', 32, [3, 3], 2, 'valid');
  x = convolution(x, 32, [3, 3], 1, 'valid');
  x = convolution(x, 64, [3, 3]);
  x = maximum(x);
  x = convolution(x, 80, [1, 1], 1, 'valid');
  x = convolution(x, 192, [3, 3], 1, 'valid');
  x = maximum(x);

  for (const [block, pooled] of [32, 64, 64].entries()) {
    const one = convolution(x, 64, [1, 1]);
    const five = chain(x, [48, [1, 1]], [64, [5, 5]]);
    const double = chain(x, [64, [1, 1]], [96, [3, 3]], [96, [3, 3]]);
    x = concatenate(`mixed${block}`, [one, five, double, convolution(average(x), pooled, [1, 1])]);
  }
  {
    const three = convolution(x, 384, [3, 3], 2, 'valid');
    const double = convolution(chain(x, [64, [1, 1]], [96, [3, 3]]), 96, [3, 3], 2, 'valid');
    x = concatenate('mixed3', [three, double, maximum(x)]);
  }
  for (const [block, width] of [128, 160, 160, 192].entries()) {
    const one = convolution(x, 192, [1, 1]);
    const seven = chain(x, [width, [1, 1]], [width, [1, 7]], [192, [7, 1]]);
    const double = chain(x, [width, [1, 1]], [width, [7, 1]], [width, [1, 7]], [width, [7, 1]], [192, [1, 7]]);
    x = concatenate(`mixed${block + 4}`, [one, seven, double, convolution(average(x), 192, [1, 1])]);
  }
  {
    const three = convolution(convolution(x, 192, [1, 1]), 320, [3, 3], 2, 'valid');
    const seven = convolution(chain(x, [192, [1, 1]], [192, [1, 7]], [192, [7, 1]]), 192, [3, 3], 2, 'valid');
    x = concatenate('mixed8', [three, seven, maximum(x)]);
  }
  for (const block of [0, 1]) {
    const one = convolution(x, 320, [1, 1]);
    const three = convolution(x, 384, [1, 1]);
    const threes = [convolution(three, 384, [1, 3]), convolution(three, 384, [3, 1])];
    const wide = concatenate(`mixed9_${block}`, threes);
    const double = chain(x, [448, [1, 1]], [384, [3, 3]]);
    const doubles = [convolution(double, 384, [1, 3]), convolution(double, 384, [3, 1])];
    const deep = concatenate(`concatenate_${block + 1}`, doubles);
    x = concatenate(`mixed${9 + block}`, [one, wide, deep, convolution(average(x), 192, [1, 1])]);
  }
  return builder.network(x);
}
