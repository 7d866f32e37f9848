import { type Random, random, shuffled } from '../base/random.js';
import { tf } from '../engine/tensorflow.js';

/** How a batch is mixed: each example with its partner in the batch. */
export interface Mix {
  /** Places in the batch, `[batch]`. */
  partners: readonly number[];
  /** Share of the example itself, in [0, 1]; the rest is its partner's. */
  share: number;
}

/**
 * Draws how a batch is mixed: one share from Beta(alpha, alpha), and partners by a shuffle.
 *
 * Source: Zhang et al. 2017, arXiv:1710.09412; one share a batch as in the authors' code
 * (github.com/facebookresearch/mixup-cifar10).
 *
 * @param alpha above 0
 * @param parts that the draw is named after, e.g. seed, epoch and batch
 */
export function drawMix(alpha: number, batchSize: number, ...parts: readonly (string | number)[]): Mix {
  const draw = random('mixup', ...parts);
  const share = drawBeta(alpha, draw);
  const partners = shuffled([...new Array(batchSize).keys()], draw);
  return { partners, share };
}

/** `[batch, ...]` mixed: images or one-hot labels. */
export function mixed<T extends tf.Tensor>(batch: T, { partners, share }: Mix): T {
  return tf.tidy(() => {
    const others = tf.gather(batch, tf.tensor1d([...partners], 'int32'));
    return tf.add(tf.mul(batch, share), tf.mul(others, 1 - share)) as T;
  });
}

/**
 * Draws from Beta(alpha, alpha).
 *
 * Source: Joehnk 1964, in Devroye 1986, Non-Uniform Random Variate Generation, IX.3.5.
 */
function drawBeta(alpha: number, draw: Random): number {
  for (;;) {
    const [x, y] = [draw() ** (1 / alpha), draw() ** (1 / alpha)];
    if (x + y > 0 && x + y <= 1) return x / (x + y);
  }
}
