import { tf } from '../../engine/tensorflow.js';
import { smoothLabels } from './categoricalCrossentropy.js';
import type { CategoricalFocalCrossentropy } from './lossConfig.js';

/** Keras' `backend.epsilon()`: probabilities are clipped to [epsilon, 1 - epsilon]. */
const EPSILON = 1e-7;

/** Same as `keras.losses.CategoricalFocalCrossentropy(from_logits=True)`, for each example, `[batch]`. Source: Lin et al. 2017, arXiv:1708.02002. */
export function categoricalFocalCrossentropy(
  logits: tf.Tensor2D,
  oneHot: tf.Tensor2D,
  { alpha, gamma, labelSmoothing }: CategoricalFocalCrossentropy,
): tf.Tensor1D {
  const probabilities = tf.clipByValue(tf.softmax(logits), EPSILON, 1 - EPSILON);
  const crossentropy = tf.neg(tf.mul(smoothLabels(oneHot, labelSmoothing), tf.log(probabilities)));
  const focus = tf.mul(tf.pow(tf.sub(1, probabilities), gamma), alpha);
  return tf.sum(tf.mul(focus, crossentropy), -1);
}
