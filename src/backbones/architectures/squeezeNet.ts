import type { Layer, Network } from '../network/layer.js';
import { networkBuilder } from './networkBuilder.js';
import { IMAGENET_CLASSES } from './pooledTop.js';

/** Channels of the fire modules 2 ... 9; pooling stands after 3 and 5. */
const FIRES = [
  { fire: 2, squeeze: 16, expand: 64 },
  { fire: 3, squeeze: 16, expand: 64 },
  { fire: 4, squeeze: 32, expand: 128 },
  { fire: 5, squeeze: 32, expand: 128 },
  { fire: 6, squeeze: 48, expand: 192 },
  { fire: 7, squeeze: 48, expand: 192 },
  { fire: 8, squeeze: 64, expand: 256 },
  { fire: 9, squeeze: 64, expand: 256 },
] as const;
const POOLED: readonly number[] = [3, 5];

/** Ends of the fire modules of SqueezeNet, from the input up. */
export const SQUEEZE_NET_BLOCKS: readonly string[] = FIRES.map(({ fire }) => `fire${fire}/concat`);

/**
 * SqueezeNet 1.1 without its top, under the names of github.com/rcmalli/keras-squeezenet. No batch normalization.
 *
 * Source: Iandola et al. 2016, arXiv:1602.07360.
 */
export function squeezeNet(): Network {
  const { convolution, activation, maxPooling, add, network } = networkBuilder({ padding: 'valid', useBias: true });
  const relu = (name: string, input: string): string => activation(name, input, 'relu');

  let x = relu('relu_conv1', convolution('conv1', 'input_1', { filters: 64, size: 3, strides: 2 }));
  x = maxPooling('pool1', x, 3);
  for (const { fire, squeeze, expand } of FIRES) {
    const within = (name: string): string => `fire${fire}/${name}`;
    x = relu(within('relu_squeeze1x1'), convolution(within('squeeze1x1'), x, { filters: squeeze }));
    const one = convolution(within('expand1x1'), x, { filters: expand });
    const three = convolution(within('expand3x3'), x, { filters: expand, size: 3, padding: 'same' });
    const inputs = [relu(within('relu_expand1x1'), one), relu(within('relu_expand3x3'), three)];
    x = add({ kind: 'Concatenate', name: within('concat'), inputs });
    if (POOLED.includes(fire)) x = maxPooling(`pool${fire}`, x, 3);
  }
  return network(x);
}

/** The ImageNet top of SqueezeNet: a convolution to the classes, then their averages. */
export function squeezeNetTop(input: string): Layer[] {
  const convolution = {
    filters: IMAGENET_CLASSES,
    kernelSize: [1, 1],
    strides: 1,
    padding: 'valid',
    useBias: true,
  } as const;
  return [
    { kind: 'Dropout', name: 'drop9', inputs: [input], rate: 0.5 },
    { kind: 'Conv2D', name: 'conv10', inputs: ['drop9'], ...convolution },
    { kind: 'Activation', name: 'relu_conv10', inputs: ['conv10'], activation: 'relu' },
    { kind: 'GlobalAveragePooling2D', name: 'global_average_pooling2d', inputs: ['relu_conv10'] },
    { kind: 'Activation', name: 'loss', inputs: ['global_average_pooling2d'], activation: 'softmax' },
  ];
}
