import type { Layer, Network } from '../network/layer.js';
import { IMAGENET_CLASSES } from './pooledTop.js';

/**
 * VGG16 without its top, layer for layer in the order and under the names of Keras. No batch normalisation.
 *
 * Source: keras-applications `vgg16.py`; Simonyan and Zisserman 2014, arXiv:1409.1556.
 */
export function vgg16(): Network {
  const layers: Layer[] = [{ kind: 'InputLayer', name: 'input_1', inputs: [] }];
  let x = 'input_1';
  const convolution = (name: string, filters: number): void => {
    layers.push({
      kind: 'Conv2D',
      name,
      inputs: [x],
      filters,
      kernelSize: [3, 3],
      strides: 1,
      padding: 'same',
      useBias: true,
      activation: 'relu',
    });
    x = name;
  };
  for (const [i, [filters, convolutions]] of [
    [64, 2],
    [128, 2],
    [256, 3],
    [512, 3],
    [512, 3],
  ].entries()) {
    const block = `block${i + 1}`;
    for (let k = 1; k <= convolutions; k++) convolution(`${block}_conv${k}`, filters);
    const name = `${block}_pool`;
    layers.push({ kind: 'MaxPooling2D', name, inputs: [x], poolSize: 2, strides: 2, padding: 'valid' });
    x = name;
  }
  return { layers, output: x };
}

/** Ends of the blocks of VGG16, from the input up. */
export const VGG16_BLOCKS: readonly string[] = [1, 2, 3, 4, 5].map((block) => `block${block}_pool`);

/** The ImageNet top of VGG16, which sees every place of the last maps: its weights fit pictures of 224x224 alone. */
export function vgg16Top(input: string): Layer[] {
  return [
    { kind: 'Flatten', name: 'flatten', inputs: [input] },
    { kind: 'Dense', name: 'fc1', inputs: ['flatten'], units: 4096, activation: 'relu' },
    { kind: 'Dense', name: 'fc2', inputs: ['fc1'], units: 4096, activation: 'relu' },
    { kind: 'Dense', name: 'predictions', inputs: ['fc2'], units: IMAGENET_CLASSES, activation: 'softmax' },
  ];
}
