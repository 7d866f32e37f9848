import { tf } from '../../engine/tensorflow.js';

/** Labels `[batch, numClasses]` of which a share is spread evenly. Source: Szegedy et al. 2015, arXiv:1512.00567, 7. */
export function smoothed(oneHot: tf.Tensor2D, share: number): tf.Tensor2D {
  return share === 0 ? oneHot : tf.add(tf.mul(oneHot, 1 - share), share / oneHot.shape[1]);
}
