import { activate } from '../../backbones/network/activations.js';
import type { LastActivation } from '../../backbones/pretrained/head.js';
import { tf } from '../../engine/tensorflow.js';

/** Keras' `backend.epsilon()`: probabilities are clipped to [epsilon, 1 - epsilon]. */
const EPSILON = 1e-7;

/** What a cross-entropy is computed from, `[batch, numClasses]`. */
export interface Outputs {
  values: tf.Tensor2D;
  areLogits: boolean;
}

/**
 * What a cross-entropy takes from a last layer.
 *
 * Source: `_get_logits` of Keras' `src/backend/tensorflow/nn.py`. `keras.activations.softmax` and `sigmoid` keep their inputs
 * under `_keras_logits`, and the cross-entropies take these wherever they find them.
 *
 * @param values of the last dense layer before its activation, `[batch, numClasses]`
 */
export function outputsOf(
  { fromLogits = false }: { fromLogits?: boolean },
  last: LastActivation,
  values: tf.Tensor2D,
): Outputs {
  if (last === 'softmax' || last === 'sigmoid') return { values, areLogits: true };
  return { values: activate(last, values) as tf.Tensor2D, areLogits: fromLogits };
}

export function clipped(probabilities: tf.Tensor2D): tf.Tensor2D {
  return tf.clipByValue(probabilities, EPSILON, 1 - EPSILON);
}

/** Values divided by their sum over the classes. */
export function summedToOne(values: tf.Tensor2D): tf.Tensor2D {
  return tf.div(values, tf.sum(values, -1, true));
}

/** Labels `[batch, numClasses]` with a share in [0, 1) spread evenly over all classes. Source: Szegedy et al. 2015, arXiv:1512.00567, 7. */
export function smoothLabels(oneHot: tf.Tensor2D, share: number): tf.Tensor2D {
  return share === 0 ? oneHot : tf.add(tf.mul(oneHot, 1 - share), share / oneHot.shape[1]);
}
