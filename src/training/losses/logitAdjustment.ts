import { sum } from '../../base/sum.js';
import { tf } from '../../engine/tensorflow.js';

/**
 * Offsets that the logit-adjusted loss adds to the logits, `[numClasses]`: tau times the logarithm of the class's share in
 * training. A class without examples counts as if it had one.
 *
 * Source: Menon et al. 2021 (ICLR), arXiv:2007.07314, equation 10.
 *
 * @param tau 0 for no adjustment
 * @returns undefined without an adjustment
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
