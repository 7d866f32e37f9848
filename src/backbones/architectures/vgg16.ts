import type { Layer, Network } from '../network/layer.js';
import { networkBuilder } from './networkBuilder.js';
import { IMAGENET_CLASSES } from './pooledTop.js';

/**
 * VGG16 without its top, layer for layer in the order and under the names of Keras. No batch normalization.
 *
 * Source: keras-applications `vgg16.py`; Simonyan and Zisserman 2014, arXiv:1409.1556.
 */
export function vgg16(): Network {
  const { convolution, maxPooling, network } = networkBuilder({ useBias: true });
  let x = 'input_1';
  for (const [i, [filters, convolutions]] of [
    [64, 2],
    [128, 2],
    [256, 3],
    [512, 3],
    [512, 3],
  ].entries()) {
    const block = `block${i + 1}`;
    for (let k = 1; k <= convolutions!; k++) {
      x = convolution(`${block}_conv${k}`, x, { filters: filters!, size: 3, activation: 'relu' });
    }
    x = maxPooling(`${block}_pool`, x, 2);
  }
  return network(x);
}

/** Ends of the blocks of VGG16, from the input up. */
export const VGG16_BLOCKS: readonly string[] = [1, 2, 3, 4, 5].map((block) => `block${block}_pool`);

/** The ImageNet top of VGG16. It has weights for every place of the last maps, so they only fit images of 224x224. */
export function vgg16Top(input: string): Layer[] {
  return [
    { kind: 'Flatten', name: 'flatten', inputs: [input] },
    { kind: 'Dense', name: 'fc1', inputs: ['flatten'], units: 4096, activation: 'relu' },
    { kind: 'Dense', name: 'fc2', inputs: ['fc1'], units: 4096, activation: 'relu' },
    { kind: 'Dense', name: 'predictions', inputs: ['fc2'], units: IMAGENET_CLASSES, activation: 'softmax' },
  ];
}
