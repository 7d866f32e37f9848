import { tf } from '../../engine/tensorflow.js';
import type { AdamOptions, UpdateRule } from './optimizer.js';

/** Source: Kingma and Ba 2014, arXiv:1412.6980, as in Keras 3 `Adam`. Both corrections of bias are in the rate. */
export function adam({ beta1, beta2, epsilon }: AdamOptions): UpdateRule {
  return {
    slots: ['momentum', 'velocity'],
    rateAt: (learningRate, t) => (learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t),
    update: (weight, gradient, [first, second], rate) => {
      const m = tf.add(first, tf.mul(tf.sub(gradient, first), 1 - beta1));
      const v = tf.add(second, tf.mul(tf.sub(tf.square(gradient), second), 1 - beta2));
      const step = tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), epsilon));
      return { weight: tf.sub(weight, step), slots: [m, v] };
    },
  };
}
