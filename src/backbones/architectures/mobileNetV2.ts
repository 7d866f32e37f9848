import type { Layer, Network } from '../network/layer.js';

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
  const layers: Layer[] = [{ kind: 'InputLayer', name: 'input_1', inputs: [] }];
  const convolution = (name: string, input: string, filters: number, size = 1, strides = 1): string => {
    const kernelSize = [size, size] as const;
    layers.push({
      kind: 'Conv2D',
      name,
      inputs: [input],
      filters,
      kernelSize,
      strides,
      padding: 'same',
      useBias: false,
    });
    return name;
  };
  const depthwise = (name: string, input: string, strides: number): string => {
    const padding = strides === 1 ? 'same' : 'valid';
    layers.push({
      kind: 'DepthwiseConv2D',
      name,
      inputs: [input],
      kernelSize: [3, 3],
      strides,
      padding,
      useBias: false,
    });
    return name;
  };
  const normalisation = (name: string, input: string): string => {
    layers.push({ kind: 'BatchNormalization', name, inputs: [input], epsilon: 1e-3, momentum: 0.999, scale: true });
    return name;
  };
  const relu6 = (name: string, input: string): string => {
    layers.push({ kind: 'Activation', name, inputs: [input], activation: 'relu6' });
    return name;
  };

  let x = convolution('Conv1', 'input_1', 32, 3, 2);
  x = relu6('Conv1_relu', normalisation('bn_Conv1', x));
  let channels = 32;
  for (const [i, [filters, strides]] of BLOCKS.entries()) {
    const block = i === 0 ? 'expanded_conv' : `block_${i}`;
    const input = x;
    if (i > 0) {
      x = convolution(`${block}_expand`, x, EXPANSION * channels);
      x = relu6(`${block}_expand_relu`, normalisation(`${block}_expand_BN`, x));
    }
    if (strides === 2) {
      layers.push({ kind: 'ZeroPadding2D', name: `${block}_pad`, inputs: [x], padding: { correctFor: 3 } });
      x = `${block}_pad`;
    }
    x = depthwise(`${block}_depthwise`, x, strides);
    x = relu6(`${block}_depthwise_relu`, normalisation(`${block}_depthwise_BN`, x));
    x = normalisation(`${block}_project_BN`, convolution(`${block}_project`, x, filters));
    if (isResidual(i)) {
      layers.push({ kind: 'Add', name: `${block}_add`, inputs: [input, x] });
      x = `${block}_add`;
    }
    channels = filters;
  }
  x = relu6('out_relu', normalisation('Conv_1_bn', convolution('Conv_1', x, 1280)));
  return { layers, output: x };
}

/** Whether a block's input is added to its output: where neither size nor channels change. */
function isResidual(i: number): boolean {
  const [filters, strides] = BLOCKS[i];
  return i > 0 && strides === 1 && BLOCKS[i - 1][0] === filters;
}

/** Ends of the blocks of MobileNetV2, from the input up. */
export const MOBILE_NET_V2_BLOCKS: readonly string[] = BLOCKS.map((_, i) =>
  i === 0 ? 'expanded_conv_project_BN' : `block_${i}_${isResidual(i) ? 'add' : 'project_BN'}`,
);
