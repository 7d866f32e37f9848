import { tf } from '../../engine/tensorflow.js';
import type { CategoricalCrossentropy } from './lossConfig.js';
import { clipped, type Outputs, smoothLabels, summedToOne } from './outputs.js';

/** Same as `keras.losses.CategoricalCrossentropy`, for each example, `[batch]`. */
export function categoricalCrossentropy(
  { values, areLogits }: Outputs,
  oneHot: tf.Tensor2D,
  { labelSmoothing }: Pick<CategoricalCrossentropy, 'labelSmoothing'>,
): tf.Tensor1D {
  const logarithms = areLogits ? tf.logSoftmax(values) : tf.log(clipped(summedToOne(values)));
  return tf.neg(tf.sum(tf.mul(smoothLabels(oneHot, labelSmoothing), logarithms), -1) as tf.Tensor1D);
}

/** Same as `keras.losses.SparseCategoricalCrossentropy`, for each example, `[batch]`. */
export function sparseCategoricalCrossentropy({ values, areLogits }: Outputs, oneHot: tf.Tensor2D): tf.Tensor1D {
  const logits = areLogits ? values : tf.log(clipped(values));
  return categoricalCrossentropy({ values: logits, areLogits: true }, oneHot, { labelSmoothing: 0 });
}
