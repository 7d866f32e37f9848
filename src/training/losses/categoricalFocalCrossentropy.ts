import { activate } from '../../backbones/network/activations.js';
import type { LastActivation } from '../../backbones/pretrained/head.js';
import { tf } from '../../engine/tensorflow.js';
import type { CategoricalFocalCrossentropy } from './lossConfig.js';
import { clipped, smoothLabels, summedToOne } from './outputs.js';

/**
 * Same as `keras.losses.CategoricalFocalCrossentropy`, for each example, `[batch]`. Unlike the other cross-entropies it takes
 * the outputs as they are: `fromLogits` after a softmax applies softmax twice. Source: Lin et al. 2017, arXiv:1708.02002.
 *
 * @param values of the last dense layer before its activation, `[batch, numClasses]`
 */
export function categoricalFocalCrossentropy(
  values: tf.Tensor2D,
  last: LastActivation,
  oneHot: tf.Tensor2D,
  { alpha, gamma, labelSmoothing, fromLogits }: CategoricalFocalCrossentropy,
): tf.Tensor1D {
  const outputs = activate(last, values) as tf.Tensor2D;
  const whole = fromLogits ? tf.softmax(outputs) : outputs;
  // A softmax sums to 1.
  const probabilities = clipped(fromLogits || last === 'softmax' ? whole : summedToOne(whole));
  const crossentropy = tf.neg(tf.mul(smoothLabels(oneHot, labelSmoothing), tf.log(probabilities)));
  const focus = tf.mul(tf.pow(tf.sub(1, probabilities), gamma), alpha);
  return tf.sum(tf.mul(focus, crossentropy), -1);
}
