import type { Layer, Network } from '../network/layer.js';

/** Blocks in each stage. Widths double from stage to stage, beginning with 64. */
const STAGES = [
  { stage: 'conv2', width: 64, blocks: 3 },
  { stage: 'conv3', width: 128, blocks: 4 },
  { stage: 'conv4', width: 256, blocks: 6 },
  { stage: 'conv5', width: 512, blocks: 3 },
] as const;

/** Ends of the blocks of ResNet50, from the input up. */
export const RES_NET_50_BLOCKS: readonly string[] = STAGES.flatMap(({ stage, blocks }) =>
  Array.from({ length: blocks }, (_, i) => `${stage}_block${i + 1}_out`),
);

/**
 * ResNet50 without its top, layer for layer in the order and under the names of Keras 2.3 and later, which halves
 * height and width in a block's first convolution.
 *
 * Source: keras-applications `resnet.py`; He et al. 2015, arXiv:1512.03385.
 */
export function resNet50(): Network {
  const layers: Layer[] = [{ kind: 'InputLayer', name: 'input_1', inputs: [] }];
  const convolution = (
    name: string,
    input: string,
    filters: number,
    size: number,
    strides = 1,
    padding: 'same' | 'valid' = 'valid',
  ): string => {
    const kernelSize = [size, size] as const;
    layers.push({ kind: 'Conv2D', name, inputs: [input], filters, kernelSize, strides, padding, useBias: true });
    return name;
  };
  const normalisation = (name: string, input: string): string => {
    layers.push({
      kind: 'BatchNormalization',
      name,
      inputs: [input],
      epsilon: 1.001e-5,
      momentum: 0.99,
      scale: true,
    });
    return name;
  };
  const relu = (name: string, input: string): string => {
    layers.push({ kind: 'Activation', name, inputs: [input], activation: 'relu' });
    return name;
  };
  const pad = (name: string, input: string, padding: number): string => {
    layers.push({ kind: 'ZeroPadding2D', name, inputs: [input], padding });
    return name;
  };
  /** Three convolutions beside a shortcut, which is a convolution too where width or size change. */
  const block = (name: string, input: string, width: number, strides: number, convolvesShortcut: boolean): string => {
    let x = convolution(`${name}_1_conv`, input, width, 1, strides);
    x = relu(`${name}_1_relu`, normalisation(`${name}_1_bn`, x));
    x = convolution(`${name}_2_conv`, x, width, 3, 1, 'same');
    x = relu(`${name}_2_relu`, normalisation(`${name}_2_bn`, x));
    let shortcut = input;
    if (convolvesShortcut) shortcut = convolution(`${name}_0_conv`, input, 4 * width, 1, strides);
    x = convolution(`${name}_3_conv`, x, 4 * width, 1);
    if (convolvesShortcut) shortcut = normalisation(`${name}_0_bn`, shortcut);
    x = normalisation(`${name}_3_bn`, x);
    layers.push({ kind: 'Add', name: `${name}_add`, inputs: [shortcut, x] });
    return relu(`${name}_out`, `${name}_add`);
  };

  let x = convolution('conv1_conv', pad('conv1_pad', 'input_1', 3), 64, 7, 2);
  x = pad('pool1_pad', relu('conv1_relu', normalisation('conv1_bn', x)), 1);
  layers.push({ kind: 'MaxPooling2D', name: 'pool1_pool', inputs: [x], poolSize: 3, strides: 2, padding: 'valid' });
  x = 'pool1_pool';
  for (const { stage, width, blocks } of STAGES) {
    for (let i = 1; i <= blocks; i++) {
      const strides = i === 1 && stage !== 'conv2' ? 2 : 1;
      x = block(`${stage}_block${i}`, x, width, strides, i === 1);
    }
  }
  return { layers, output: x };
}
