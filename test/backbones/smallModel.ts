import type { Model } from '../../src/backbones/keras/readModel.js';
import type { Layer, Network } from '../../src/backbones/network/layer.js';
import { drawnWeights } from './drawnWeights.js';

/** A classifier of 17x24 images into 7 classes that has every kind of layer, two branches, and a name with a slash. */
export function smallModel(seed?: number): Model {
  const layers: Layer[] = [
    { kind: 'InputLayer', name: 'input_1', inputs: [] },
    { kind: 'ZeroPadding2D', name: 'pad', inputs: ['input_1'], padding: { correctFor: 3 } },
    { ...convolution('fire/conv', 'pad', 6), strides: 2, useBias: true, activation: 'relu' },
    { ...convolution('left', 'fire/conv', 4), kernelSize: [1, 5], padding: 'same' },
    { kind: 'BatchNormalization', name: 'bn_plain', inputs: ['left'], epsilon: 1e-3, momentum: 0.99, scale: false },
    { kind: 'Activation', name: 'relu6', inputs: ['bn_plain'], activation: 'relu6' },
    { kind: 'AveragePooling2D', name: 'average', inputs: ['fire/conv'], poolSize: 3, strides: 1, padding: 'same' },
    { ...convolution('right', 'average', 4), kernelSize: [1, 1] },
    {
      kind: 'BatchNormalization',
      name: 'bn_scaled',
      inputs: ['right'],
      epsilon: 1.5e-3,
      momentum: 0.9,
      scale: true,
      center: false,
    },
    { kind: 'Add', name: 'sum', inputs: ['relu6', 'bn_scaled'] },
    { kind: 'Concatenate', name: 'both', inputs: ['sum', 'relu6'] },
    {
      kind: 'DepthwiseConv2D',
      name: 'depthwise',
      inputs: ['both'],
      kernelSize: [3, 3],
      strides: 1,
      padding: 'valid',
      useBias: true,
    },
    { kind: 'ZeroPadding2D', name: 'even', inputs: ['depthwise'], padding: 1 },
    { kind: 'MaxPooling2D', name: 'maximum', inputs: ['even'], poolSize: 3, strides: 2, padding: 'valid' },
    { kind: 'GlobalAveragePooling2D', name: 'pooled', inputs: ['maximum'] },
    { kind: 'Flatten', name: 'flat', inputs: ['maximum'] },
    { kind: 'Concatenate', name: 'seen', inputs: ['pooled', 'flat'] },
    { kind: 'Dropout', name: 'dropout', inputs: ['seen'], rate: 0.25 },
    { kind: 'Dense', name: 'hidden', inputs: ['dropout'], units: 5, activation: 'relu' },
    { kind: 'Dense', name: 'classes', inputs: ['hidden'], units: 7, activation: 'linear' },
    { kind: 'Activation', name: 'probabilities', inputs: ['classes'], activation: 'softmax' },
  ];
  const network: Network = { layers, output: 'probabilities' };
  const inputShape = [17, 24, 3] as const;
  return { network, weights: drawnWeights(network, seed, inputShape), inputShape };
}

function convolution(name: string, input: string, filters: number): Layer & { kind: 'Conv2D' } {
  const rest = { kernelSize: [3, 3], strides: 1, padding: 'valid', useBias: false } as const;
  return { kind: 'Conv2D', name, inputs: [input], filters, ...rest };
}
