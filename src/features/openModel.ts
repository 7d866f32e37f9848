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

/** A model in TensorFlow, as it answers: batch normalisation by moving statistics, no dropout. */
export interface OpenModel {
  network: Network;
  /** From pictures `[batch, height, width, 3]` in 0 ... 255, through the scaling, to the output of a layer. */
  upTo(layer: string, pictures: tf.Tensor4D): tf.Tensor;
  /** From the output of a layer, across which nothing reaches, to that of a later one. */
  between(from: string, to: string, input: tf.Tensor): tf.Tensor;
  /** Digest of all that `upTo` gives for a picture: layers, weights, scaling; that of the features of a recipe's run. */
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

/** What changes the size of maps and not what is in them. */
const RESIZES: ReadonlySet<string> = new Set(['MaxPooling2D', 'AveragePooling2D', 'ZeroPadding2D']);
/** What ends the part of a network whose outputs are maps. */
const ENDS_OF_MAPS: ReadonlySet<string> = new Set(['GlobalAveragePooling2D', 'GlobalMaxPooling2D', 'Flatten']);

/** Whether a network has maps that are pooled, or laid flat, before its end. */
export function hasMaps({ layers }: Network): boolean {
  return layers.some(({ kind }) => ENDS_OF_MAPS.has(kind));
}

/**
 * Names of the last layer whose output are the maps of a convolution, `[batch, rows, columns, channels]`, with what is
 * done to each pixel of them (normalisation, activation, concatenation) and before they are pooled; and of the layer
 * that makes one row of them.
 */
export function endOfMaps({ layers }: Network): { maps: string; pooled: string } {
  const end = [...layers].reverse().find(({ kind }) => ENDS_OF_MAPS.has(kind));
  if (end === undefined) throw new Error('The network has no layer that ends its maps.');
  const layerBefore = (layer: Layer): Layer => layers.find(({ name }) => name === layer.inputs[0])!;
  let last = layerBefore(end);
  while (RESIZES.has(last.kind)) last = layerBefore(last);
  return { maps: last.name, pooled: end.name };
}

/** Name of the layer that softmax, the last, gets its logits from; the last layer where there is no softmax. */
export function logitsOf({ layers, output }: Network): string {
  const last = layers.find(({ name }) => name === output)!;
  return last.kind === 'Activation' && last.activation === 'softmax' ? last.inputs[0] : last.name;
}
