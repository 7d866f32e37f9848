import { tf } from '../../engine/tensorflow.js';

import type { CategoricalCrossentropy } from './lossConfig.js';

/** Same as `keras.losses.CategoricalCrossentropy(from_logits=True)`, for each example, `[batch]`. */
export function categoricalCrossentropy(
  logits: tf.Tensor2D,
  oneHot: tf.Tensor2D,
  { labelSmoothing }: CategoricalCrossentropy,
): tf.Tensor1D {
  return tf.neg(tf.sum(tf.mul(smoothLabels(oneHot, labelSmoothing), tf.logSoftmax(logits)), -1) as tf.Tensor1D);
}

/** Labels `[batch, numClasses]` with a share in [0, 1) spread evenly over all classes. Source: Szegedy et al. 2015, arXiv:1512.00567, 7. */
export function smoothLabels(oneHot: tf.Tensor2D, share: number): tf.Tensor2D {
  return share === 0 ? oneHot : tf.add(tf.mul(oneHot, 1 - share), share / oneHot.shape[1]);
}
