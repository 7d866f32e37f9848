import { tf } from '../engine/tensorflow.js';

/** Keras' defaults. Source: Kingma and Ba 2014, arXiv:1412.6980, as in Keras 3 `Adam`. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

/** The learning rate with Adam's two corrections of bias in it, for step `t` = 1, 2, ... */
export function correctedRate(learningRate: number, t: number): number {
  return (learningRate * Math.sqrt(1 - ADAM.beta2 ** t)) / (1 - ADAM.beta1 ** t);
}

/** One step for one weight, as a pure function of the weight, its gradient and both moments. */
export function adamStep(
  weight: tf.Tensor,
  gradient: tf.Tensor,
  first: tf.Tensor,
  second: tf.Tensor,
  rate: tf.Tensor,
): [weight: tf.Tensor, first: tf.Tensor, second: tf.Tensor] {
  const m = tf.add(first, tf.mul(tf.sub(gradient, first), 1 - ADAM.beta1));
  const v = tf.add(second, tf.mul(tf.sub(tf.square(gradient), second), 1 - ADAM.beta2));
  const step = tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), ADAM.epsilon));
  return [tf.sub(weight, step), m, v];
}
