import { tf } from '../../engine/tensorflow.js';
import type { SGDOptions, UpdateRule } from './optimizer.js';

/** Gradient descent; source of both momenta: Sutskever et al. 2013, as in Keras 3 `SGD`. */
export function sgd({ momentum, nesterov }: SGDOptions): UpdateRule {
  return {
    slots: momentum > 0 ? ['momentum'] : [],
    rateAt: (learningRate) => learningRate,
    update: (weight, gradient, [velocity], rate) => {
      const step = tf.mul(gradient, rate);
      if (momentum === 0) return { weight: tf.sub(weight, step), slots: [] };
      const moved = tf.sub(tf.mul(velocity!, momentum), step);
      const ahead = nesterov ? tf.sub(tf.mul(moved, momentum), step) : moved;
      return { weight: tf.add(weight, ahead), slots: [moved] };
    },
  };
}
