import type { Network } from '../network/layer.js';
import { networkBuilder } from './networkBuilder.js';

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
  const { convolution, normalization, activation, maxPooling, add, network } = networkBuilder({
    padding: 'valid',
    useBias: true,
    normalization: { epsilon: 1.001e-5, momentum: 0.99, scale: true },
  });
  const relu = (name: string, input: string): string => activation(name, input, 'relu');
  const pad = (name: string, input: string, padding: number): string =>
    add({ kind: 'ZeroPadding2D', name, inputs: [input], padding });
  /** Three convolutions beside a shortcut, which is a convolution too where width or size change. */
  const block = (name: string, input: string, width: number, strides: number, convolvesShortcut: boolean): string => {
    let x = convolution(`${name}_1_conv`, input, { filters: width, strides });
    x = relu(`${name}_1_relu`, normalization(`${name}_1_bn`, x));
    x = convolution(`${name}_2_conv`, x, { filters: width, size: 3, padding: 'same' });
    x = relu(`${name}_2_relu`, normalization(`${name}_2_bn`, x));
    let shortcut = input;
    if (convolvesShortcut) shortcut = convolution(`${name}_0_conv`, input, { filters: 4 * width, strides });
    x = convolution(`${name}_3_conv`, x, { filters: 4 * width });
    if (convolvesShortcut) shortcut = normalization(`${name}_0_bn`, shortcut);
    x = normalization(`${name}_3_bn`, x);
    return relu(`${name}_out`, add({ kind: 'Add', name: `${name}_add`, inputs: [shortcut, x] }));
  };

  let x = convolution('conv1_conv', pad('conv1_pad', 'input_1', 3), { filters: 64, size: 7, strides: 2 });
  x = pad('pool1_pad', relu('conv1_relu', normalization('conv1_bn', x)), 1);
  x = maxPooling('pool1_pool', x, 3);
  for (const { stage, width, blocks } of STAGES) {
    for (let i = 1; i <= blocks; i++) {
      const strides = i === 1 && stage !== 'conv2' ? 2 : 1;
      x = block(`${stage}_block${i}`, x, width, strides, i === 1);
    }
  }
  return network(x);
}
