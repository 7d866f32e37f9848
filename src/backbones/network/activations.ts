import { relu, relu6 } from '../../engine/layerKernels.js';
import { tf } from '../../engine/tensorflow.js';
import type { ActivationName } from './activationNames.js';

type Tensor = tf.Tensor;

/** `min(max(x + 3, 0), 6) / 6`: hard sigmoid of Keras 3. */
const hardSigmoid = (x: Tensor): Tensor => tf.div(relu6(tf.add(x, 3)), 6);

const FUNCTIONS: Readonly<Record<ActivationName, (x: Tensor) => Tensor>> = {
  elu: (x) => tf.elu(x),
  exponential: (x) => tf.exp(x),
  /** The exact one, by the error function: Keras' default. */
  gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
  hard_sigmoid: hardSigmoid,
  /** Keras 2 has other slopes under the name `hard_sigmoid`. */
  hard_sigmoid_of_keras_2: (x) => tf.clipByValue(tf.add(tf.mul(x, 0.2), 0.5), 0, 1),
  hard_silu: (x) => tf.mul(x, hardSigmoid(x)),
  leaky_relu: (x) => tf.leakyRelu(x, 0.2),
  linear: (x) => x,
  log_softmax: (x) => tf.logSoftmax(x),
  mish: (x) => tf.mul(x, tf.tanh(tf.softplus(x))),
  relu,
  relu6,
  selu: (x) => tf.selu(x),
  sigmoid: (x) => tf.sigmoid(x),
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  softmax: (x) => tf.softmax(x),
  softplus: (x) => tf.softplus(x),
  softsign: (x) => tf.div(x, tf.add(tf.abs(x), 1)),
  tanh: (x) => tf.tanh(x),
};

/** Applies an activation function with Keras' default arguments. */
export function activate(name: ActivationName, x: Tensor): Tensor {
  return FUNCTIONS[name](x);
}
