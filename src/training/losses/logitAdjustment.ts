import { sum } from '../../base/sum.js';
import { tf } from '../../engine/tensorflow.js';

/**
 * What the logit-adjusted loss adds to the logits of each class: tau times the logarithm of its share in training. A
 * class without examples counts as if it had one.
 *
 * Source: Menon et al. 2020, arXiv:2007.07314, equation 10.
 *
 * @param tau 0 is no adjustment
 * @returns undefined where there is none
 */
export function logitOffsets(support: readonly number[], tau: number): number[] | undefined {
  if (tau === 0) return undefined;
  const total = sum(support);
  return support.map((n) => tau * Math.log(Math.max(n, 1) / total));
}

/** Logits `[batch, numClasses]` as the loss sees them. */
export function adjusted(logits: tf.Tensor2D, offsets: readonly number[] | undefined): tf.Tensor2D {
  return offsets === undefined ? logits : tf.add(logits, tf.tensor1d([...offsets]));
}
