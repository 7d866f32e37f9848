import { tf } from '../../engine/tensorflow.js';
import type { BinaryCrossentropy } from './lossConfig.js';
import { clipped, type Outputs } from './outputs.js';

/** Same as `keras.losses.BinaryCrossentropy` of one-hot labels, for each example, `[batch]`. */
export function binaryCrossentropy(
  { values, areLogits }: Outputs,
  oneHot: tf.Tensor2D,
  { labelSmoothing }: BinaryCrossentropy,
): tf.Tensor1D {
  const labels = labelSmoothing === 0 ? oneHot : tf.add(tf.mul(oneHot, 1 - labelSmoothing), 0.5 * labelSmoothing);
  return tf.mean(areLogits ? ofLogits(values, labels) : ofProbabilities(clipped(values), labels), -1);
}

/** Without a logarithm of what may round to 0. */
function ofLogits(logits: tf.Tensor2D, labels: tf.Tensor): tf.Tensor {
  return tf.sub(tf.softplus(logits), tf.mul(logits, labels));
}

function ofProbabilities(probabilities: tf.Tensor2D, labels: tf.Tensor): tf.Tensor {
  const second = tf.mul(tf.sub(1, labels), tf.log(tf.sub(1, probabilities)));
  return tf.neg(tf.add(tf.mul(labels, tf.log(probabilities)), second));
}
