import { addBias, normalizeBatch } from '../../engine/layerKernels.js';
import { tf } from '../../engine/tensorflow.js';
import type { BatchNormalizationFields } from './layer.js';

type Tensor = tf.Tensor;

/**
 * Which statistics a frozen batch-normalization layer uses while the rest trains:
 *
 * - `moving`: its moving statistics, unchanged (TensorFlow 2, Keras 3; keras PR 9965);
 * - `batch`: those of the batch, the moving ones unchanged (Keras 2.1.3 to 2.3.1), so training and validation see two
 *   different networks;
 * - `batch-and-update`: those of the batch, and it updates the moving ones (Keras up to 2.1.2, tfjs-layers).
 */
export type BatchNormalizationPolicy = 'moving' | 'batch' | 'batch-and-update';
export const BATCH_NORMALIZATION_POLICIES = ['moving', 'batch', 'batch-and-update'] as const;

export interface BatchNormalizationOptions {
  mode: 'training' | 'inference';
  policy: BatchNormalizationPolicy;
  trainable: boolean;
}

/**
 * Batch normalization over all but the last axis.
 *
 * A trainable layer follows `batch-and-update` in training whatever the policy, as in every Keras.
 *
 * The variance of a batch is the biased one, over n = batch * height * width, also where it moves the moving variance: so
 * it is in Keras 3, which ours can be run against. Keras 2.2.4 normalizes with the same, but moves by an estimate for the
 * population, twice corrected: n / (n - 1) by TensorFlow 1's fused kernel, and n / (n - 1 - epsilon) by the layer. On the
 * last maps of InceptionV3 at 227x454 in batches of 4, n is 240 and the moving variance there 0.8 % larger; below that
 * it is less.
 *
 * @param x `[batch, height, width, channels]`
 * @param weight gives `moving_mean`, `moving_variance`, `gamma` where the layer scales, `beta` where it centers; each
 *   `[channels]`
 */
export function batchNormalization(
  x: tf.Tensor4D,
  layer: BatchNormalizationFields,
  weight: (name: string) => Tensor,
  options: BatchNormalizationOptions,
): { output: Tensor; updates: [name: string, value: Tensor][] } {
  const gamma = layer.scale ? weight('gamma') : undefined;
  const beta = (layer.center ?? true) ? weight('beta') : undefined;
  if (!usesStatisticsOfBatch(options)) {
    const { scale, offset } = movingAffine(layer, weight);
    return { output: addBias(tf.mul(x, scale), offset), updates: [] };
  }
  const channels = x.shape[3];
  const batch = normalizeBatch(x, gamma ?? tf.ones([channels]), beta ?? tf.zeros([channels]), layer.epsilon);
  const { output } = batch;
  if (!options.trainable && options.policy !== 'batch-and-update') return { output, updates: [] };
  const moved = (moving: Tensor, now: Tensor): Tensor =>
    tf.add(tf.mul(moving, layer.momentum), tf.mul(now, 1 - layer.momentum));
  return {
    output,
    updates: [
      ['moving_mean', moved(weight('moving_mean'), batch.mean)],
      ['moving_variance', moved(weight('moving_variance'), batch.variance)],
    ],
  };
}

/** Whether a layer normalizes with the statistics of the batch; else with its moving ones. */
export function usesStatisticsOfBatch({ mode, policy, trainable }: BatchNormalizationOptions): boolean {
  return mode === 'training' && (trainable || policy !== 'moving');
}

/** What a layer that normalizes with its moving statistics multiplies by and then adds, both `[channels]`. */
export function movingAffine(
  layer: BatchNormalizationFields,
  weight: (name: string) => Tensor,
): { scale: Tensor; offset: Tensor } {
  const inverse = tf.rsqrt(tf.add(weight('moving_variance'), layer.epsilon));
  const scale = layer.scale ? tf.mul(inverse, weight('gamma')) : inverse;
  const shift = tf.mul(weight('moving_mean'), scale);
  return { scale, offset: (layer.center ?? true) ? tf.sub(weight('beta'), shift) : tf.neg(shift) };
}
