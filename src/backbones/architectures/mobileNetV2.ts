import type { Network } from '../network/layer.js';
import { networkBuilder } from './networkBuilder.js';

/** Channels out and stride of the inverted residual blocks 0 ... 16. */
const BLOCKS: readonly (readonly [filters: number, strides: 1 | 2])[] = [
  [16, 1],
  [24, 2],
  [24, 1],
  [32, 2],
  [32, 1],
  [32, 1],
  [64, 2],
  [64, 1],
  [64, 1],
  [64, 1],
  [96, 1],
  [96, 1],
  [96, 1],
  [160, 2],
  [160, 1],
  [160, 1],
  [320, 1],
];
const EXPANSION = 6;

/**
 * MobileNetV2 of width 1.0 without its top, layer for layer in the order and under the names of Keras.
 *
 * Source: keras-applications `mobilenet_v2.py`; Sandler et al. 2018, arXiv:1801.04381.
 */
export function mobileNetV2(): Network {
  const { convolution, depthwise, normalization, activation, add, network } = networkBuilder({
    useBias: false,
    normalization: { epsilon: 1e-3, momentum: 0.999, scale: true },
  });
  const relu6 = (name: string, input: string): string => activation(name, input, 'relu6');

  let x = convolution('Conv1', 'input_1', { filters: 32, size: 3, strides: 2 });
  x = relu6('Conv1_relu', normalization('bn_Conv1', x));
  let channels = 32;
  for (const [i, [filters, strides]] of BLOCKS.entries()) {
    const block = i === 0 ? 'expanded_conv' : `block_${i}`;
    const input = x;
    if (i > 0) {
      x = convolution(`${block}_expand`, x, { filters: EXPANSION * channels });
      x = relu6(`${block}_expand_relu`, normalization(`${block}_expand_BN`, x));
    }
    if (strides === 2) {
      x = add({ kind: 'ZeroPadding2D', name: `${block}_pad`, inputs: [x], padding: { correctFor: 3 } });
    }
    x = depthwise(`${block}_depthwise`, x, { size: 3, strides, padding: strides === 1 ? 'same' : 'valid' });
    x = relu6(`${block}_depthwise_relu`, normalization(`${block}_depthwise_BN`, x));
    x = normalization(`${block}_project_BN`, convolution(`${block}_project`, x, { filters }));
    if (isResidual(i)) x = add({ kind: 'Add', name: `${block}_add`, inputs: [input, x] });
    channels = filters;
  }
  x = relu6('out_relu', normalization('Conv_1_bn', convolution('Conv_1', x, { filters: 1280 })));
  return network(x);
}

/** Whether a block's input is added to its output: where neither size nor channels change. */
function isResidual(i: number): boolean {
  const [filters, strides] = BLOCKS[i]!;
  return i > 0 && strides === 1 && BLOCKS[i - 1]![0] === filters;
}

/** Ends of the blocks of MobileNetV2, from the input up. */
export const MOBILE_NET_V2_BLOCKS: readonly string[] = BLOCKS.map((_, i) =>
  i === 0 ? 'expanded_conv_project_BN' : `block_${i}_${isResidual(i) ? 'add' : 'project_BN'}`,
);
