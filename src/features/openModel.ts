import type { Model } from '../backbones/keras/readModel.js';
import { forward, INFERENCE } from '../backbones/network/forward.js';
import type { Layer, Network } from '../backbones/network/layer.js';
import { networkAfter, networkUpTo } from '../backbones/network/networkCuts.js';
import { weightTensors } from '../backbones/network/weightTensors.js';
import { scale } from '../engine/scale.js';
import { tf } from '../engine/tensorflow.js';
import { composedScaling } from '../preprocess/composedScaling.js';
import type { ScalingStep } from '../preprocess/scaling.js';
import { digestOfMaker } from './features.js';

/** A model in TensorFlow, for inference: batch normalization with moving statistics, no dropout. */
export interface OpenModel {
  network: Network;
  /** Runs images `[batch, height, width, 3]` in [0, 255] through scaling and layers, up to the output of a layer. */
  upTo(layer: string, pictures: tf.Tensor4D): tf.Tensor;
  /** Runs from the output of a layer, which no connection skips, to that of a later one. */
  between(from: string, to: string, input: tf.Tensor): tf.Tensor;
  /** Digest of layers, weights and scaling up to a layer; the same as for the features of a run. */
  digestUpTo(layer: string): string;
  dispose(): void;
}

export function openModel({ network, weights }: Model, scaling: readonly ScalingStep[]): OpenModel {
  const tensors = weightTensors(weights);
  const stages = composedScaling(scaling);
  const run = (part: Network, input: tf.Tensor): tf.Tensor => forward(part, tensors, input, INFERENCE).output;
  return {
    network,
    upTo: (layer, pictures) => tf.tidy(() => run(networkUpTo(network, layer), scale(pictures, stages))),
    between: (from, to, input) => tf.tidy(() => run(networkUpTo(networkAfter(network, from), to), input)),
    digestUpTo: (layer) => digestOfMaker(networkUpTo(network, layer), weights, stages),
    dispose: () => tf.dispose([...tensors.values()]),
  };
}

/** Layers that change the size of feature maps only. */
const RESIZES: ReadonlySet<string> = new Set(['MaxPooling2D', 'AveragePooling2D', 'ZeroPadding2D']);
/** Layers that make a vector of feature maps. */
const ENDS_OF_MAPS: ReadonlySet<string> = new Set(['GlobalAveragePooling2D', 'GlobalMaxPooling2D', 'Flatten']);

/** Whether a network has feature maps that are pooled or flattened. */
export function hasMaps({ layers }: Network): boolean {
  return layers.some(({ kind }) => ENDS_OF_MAPS.has(kind));
}

/**
 * Finds the last feature maps, `[batch, rows, columns, channels]`, after normalization, activation or concatenation and
 * before pooling.
 *
 * @returns names of the layer with the maps, and of the layer that makes a vector of them
 */
export function endOfMaps({ layers }: Network): { maps: string; pooled: string } {
  const end = [...layers].reverse().find(({ kind }) => ENDS_OF_MAPS.has(kind));
  if (end === undefined) throw new Error('The network has no layer that ends its maps.');
  const layerBefore = (layer: Layer): Layer => layers.find(({ name }) => name === layer.inputs[0])!;
  let last = layerBefore(end);
  while (RESIZES.has(last.kind)) last = layerBefore(last);
  return { maps: last.name, pooled: end.name };
}

/** Name of the layer with the logits: the one before a last softmax, else the last layer. */
export function logitsOf({ layers, output }: Network): string {
  const last = layers.find(({ name }) => name === output)!;
  return last.kind === 'Activation' && last.activation === 'softmax' ? last.inputs[0]! : last.name;
}
