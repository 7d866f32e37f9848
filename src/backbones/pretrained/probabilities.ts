import { tf } from '../../engine/tensorflow.js';
import type { ActivationName } from '../network/activationNames.js';
import { activate } from '../network/activations.js';
import type { Layer, Network } from '../network/layer.js';
import type { LastActivation } from './head.js';

/**
 * Probabilities of a last layer, `[batch, numClasses]`: a softmax as it is, sigmoids divided by their sum, and a softmax of
 * anything else. The class with the largest output has the largest probability.
 *
 * @param logits what comes out of the last dense layer before its activation
 */
export function probabilitiesOf(last: LastActivation, logits: tf.Tensor): tf.Tensor {
  if (last === 'softmax') return tf.softmax(logits);
  // Sigmoids divided by their sum, which may round to 0.
  if (last === 'sigmoid') return tf.softmax(tf.logSigmoid(logits));
  return tf.softmax(activate(last, logits));
}

/**
 * Adds what turns outputs into probabilities: softmax for logits, two classes for one unit with or without a sigmoid, and
 * division by their sum for several sigmoids.
 */
export function withProbabilities(network: Network, units: number): Network {
  const ending = endingOf(network);
  if (units === 1) {
    const isProbability = ending === 'sigmoid';
    return withLayers(network, [...(isProbability ? [] : [SIGMOID]), { kind: 'TwoClasses', name: 'two_classes' }]);
  }
  if (ending === 'softmax') return network;
  return withLayers(network, [
    ending === 'sigmoid'
      ? { kind: 'SumToOne', name: 'probabilities' }
      : { kind: 'Activation', name: 'probabilities', activation: 'softmax' },
  ]);
}

/** The last activation function; layers behind it that keep its values are skipped, such as a cast to float32. */
export function endingOf({ layers, output }: Network): ActivationName | undefined {
  let last = layers.find(({ name }) => name === output)!;
  const keepsValues = ({ kind }: Layer): boolean => kind === 'Dropout' || kind === 'Flatten' || kind === 'Reshape';
  while (keepsValues(last) || (last.kind === 'Activation' && last.activation === 'linear')) {
    last = layers.find(({ name }) => name === last.inputs[0])!;
  }
  return 'activation' in last ? last.activation : undefined;
}

type Distributed<T> = T extends Layer ? Omit<T, 'inputs'> : never;

const SIGMOID = { kind: 'Activation', name: 'probability', activation: 'sigmoid' } as const;

/** Appends layers after the output, one after the other. */
function withLayers({ layers, output }: Network, more: readonly Distributed<Layer>[]): Network {
  const added = more.map((layer, i): Layer => ({ ...layer, inputs: [i === 0 ? output : more[i - 1]!.name] }));
  return { layers: [...layers, ...added], output: added[added.length - 1]!.name };
}
