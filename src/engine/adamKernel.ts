import { APPLY_ADAM } from './kernelShapes.js';
import { native } from './kernels.js';
import { isRecording } from './tape.js';
import { tf } from './tensorflow.js';

type Tensor = tf.Tensor;

export interface AdamStep {
  weight: Tensor;
  gradient: Tensor;
  momentum: Tensor;
  velocity: Tensor;
  /** A scalar: the learning rate with both corrections of bias in it. */
  rate: Tensor;
}

/**
 * One weight's step of Adam, as a pure function: the next weight, momentum and velocity. In a recording that keeps a
 * state it is one pass over memory where it would be thirteen: `ResourceApplyAdam` changes the three where they are. It
 * takes 1 - beta2 in float32, as Keras does not: a step is longer or shorter by a share of up to 1e-5.
 *
 * Source: Kingma and Ba 2014, arXiv:1412.6980, as in Keras 3 `Adam`.
 */
export function adamStep(
  { weight, gradient, momentum, velocity, rate }: AdamStep,
  { beta1, beta2, epsilon }: { beta1: number; beta2: number; epsilon: number },
): [weight: Tensor, momentum: Tensor, velocity: Tensor] {
  if (isRecording('with state')) {
    const { executeMany, number } = native();
    const attrs = [number('beta1', beta1), number('beta2', beta2), number('epsilon', epsilon)];
    return executeMany(APPLY_ADAM, attrs, [weight, momentum, velocity, gradient, rate], 3) as [Tensor, Tensor, Tensor];
  }
  const m = tf.add(momentum, tf.mul(tf.sub(gradient, momentum), 1 - beta1));
  const v = tf.add(velocity, tf.mul(tf.sub(tf.square(gradient), velocity), 1 - beta2));
  return [tf.sub(weight, tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), epsilon))), m, v];
}
