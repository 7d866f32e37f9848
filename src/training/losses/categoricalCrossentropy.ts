import { tf } from '../../engine/tensorflow.js';
import { smoothed } from './labelSmoothing.js';
import type { CategoricalCrossentropy } from './lossConfig.js';

/** As Keras' of the same name, from logits. */
export function categoricalCrossentropy(
  logits: tf.Tensor2D,
  oneHot: tf.Tensor2D,
  { labelSmoothing }: CategoricalCrossentropy,
): tf.Tensor1D {
  return tf.neg(tf.sum(tf.mul(smoothed(oneHot, labelSmoothing), tf.logSoftmax(logits)), -1) as tf.Tensor1D);
}
