import { native } from './kernels.js';
import { tf } from './tensorflow.js';

// Kernels that TensorFlow has in one piece, with its own gradients, where tfjs takes many: a gradient of relu by tfjs is
// seven passes over the activations, TensorFlow's is one.

type Tensor = tf.Tensor;

export function relu(x: Tensor): Tensor {
  return activation(x, tf.relu, 'ReluGrad');
}

/** min(max(x, 0), 6) */
export function relu6(x: Tensor): Tensor {
  return activation(x, tf.relu6, 'Relu6Grad');
}

/** @param gradientKernel takes the output as well as the input: both are cut at the same places */
function activation(x: Tensor, run: (x: Tensor) => Tensor, gradientKernel: string): Tensor {
  return tf.customGrad((input, save) => {
    const value = run(input as Tensor);
    (save as tf.GradSaveFunc)([value]);
    return {
      value,
      gradFunc: (upstream: Tensor, [output]: Tensor[]) => {
        const { execute, float } = native();
        return execute(gradientKernel, [float('T')], [upstream, output!]);
      },
    };
  })(x);
}

/** Adds one offset a channel. @param bias `[channels]` */
export function addBias(x: Tensor, bias: Tensor): Tensor {
  return tf.customGrad((input, offsets) => {
    const { execute, float } = native();
    return {
      value: execute('BiasAdd', [float('T')], [input as Tensor, offsets as Tensor]),
      gradFunc: (upstream: Tensor) => [upstream, execute('BiasAddGrad', [float('T')], [upstream])],
    };
  })(x, bias);
}

/**
 * Normalizes with the statistics of the batch, over all but the last axis; gradients do not go through `mean` and
 * `variance`.
 *
 * @param x `[batch, height, width, channels]`
 * @param gamma and `beta`: `[channels]`
 * @returns the statistics too, `[channels]`; the variance is the biased one
 */
export function normalizeBatch(
  x: tf.Tensor4D,
  gamma: Tensor,
  beta: Tensor,
  epsilon: number,
): { output: Tensor; mean: Tensor; variance: Tensor } {
  const { executeMany, float, number, truth } = native();
  const attrs = [float('T'), float('U'), number('epsilon', epsilon)];
  let kept: Tensor[] = [];
  const output = tf.customGrad((input, scale, offset, save) => {
    const given = [input, scale, offset].map((tensor) => tensor as Tensor);
    const nothing = tf.tensor1d([]);
    const training = [...attrs, truth('is_training', true)];
    const [value, mean, variance, ...reserved] = executeMany(
      'FusedBatchNormV3',
      training,
      [...given, nothing, nothing],
      6,
    );
    (save as tf.GradSaveFunc)([given[0]!, given[1]!, ...reserved]);
    // What the gradient's own tidy would dispose.
    kept = [mean!, variance!].map((tensor) => tf.keep(tensor));
    return {
      value: value!,
      gradFunc: (upstream: Tensor, saved: Tensor[]) =>
        executeMany('FusedBatchNormGradV3', training, [upstream, ...saved], 5).slice(0, 3),
    };
  })(x, gamma, beta);
  const [mean, population] = kept.map((tensor) => tf.clone(tensor)) as [Tensor, Tensor];
  tf.dispose(kept);
  const numValues = x.size / x.shape[3];
  return { output, mean, variance: numValues > 1 ? tf.mul(population, (numValues - 1) / numValues) : population };
}
