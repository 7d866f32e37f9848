import { tf } from '../../engine/tensorflow.js';
import type { CommonOptions } from './optimizer.js';

type Tensor = tf.Tensor;

/** Gradients no longer than the optimizer allows: each by itself, or all taken together; as Keras 3 clips. */
export function clipped(gradients: readonly Tensor[], { clipnorm, globalClipnorm }: CommonOptions): readonly Tensor[] {
  if (clipnorm !== null) return gradients.map((gradient) => shortened(gradient, normOf([gradient]), clipnorm));
  if (globalClipnorm === null) return gradients;
  const norm = normOf(gradients);
  return gradients.map((gradient) => shortened(gradient, norm, globalClipnorm));
}

/** Euclidean norm of tensors taken together, a scalar. */
export function normOf(tensors: readonly Tensor[]): Tensor {
  return tf.sqrt(tf.addN(tensors.map((tensor) => tf.sum(tf.square(tensor)))));
}

function shortened(gradient: Tensor, norm: Tensor, most: number): Tensor {
  return tf.div(tf.mul(gradient, most), tf.maximum(norm, most));
}
