import { tf } from '../../engine/tensorflow.js';
import type { RMSpropOptions, UpdateRule } from './optimizer.js';

/**
 * Source: Hinton, Srivastava and Swersky 2012, lecture 6e, as in Keras 3 `RMSprop`: epsilon stands under the root, and
 * the momentum is one of steps, not of gradients.
 */
export function rmsprop({ rho, momentum, epsilon, centered }: RMSpropOptions): UpdateRule {
  const average = (kept: tf.Tensor, now: tf.Tensor): tf.Tensor => tf.add(tf.mul(kept, rho), tf.mul(now, 1 - rho));
  return {
    slots: ['velocity', ...(momentum > 0 ? ['momentum'] : []), ...(centered ? ['average_gradient'] : [])],
    rateAt: (learningRate) => learningRate,
    update: (weight, gradient, slots, rate) => {
      const velocity = average(slots[0]!, tf.square(gradient));
      const mean = centered ? average(slots[slots.length - 1]!, gradient) : undefined;
      const variance = mean === undefined ? velocity : tf.sub(velocity, tf.square(mean));
      const step = tf.div(tf.mul(gradient, rate), tf.sqrt(tf.add(variance, epsilon)));
      const moved = momentum > 0 ? tf.add(tf.mul(slots[1]!, momentum), step) : step;
      return {
        weight: tf.sub(weight, moved),
        slots: [velocity, ...(momentum > 0 ? [moved] : []), ...(mean === undefined ? [] : [mean])],
      };
    },
  };
}
