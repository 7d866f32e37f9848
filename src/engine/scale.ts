import { isSamplewise, type Stage } from '../preprocess/composedScaling.js';
import { type Affine, DEVIATION_EPSILON, type SamplewiseStep } from '../preprocess/scaling.js';
import { tf } from './tensorflow.js';

/** Scales a batch of images `[batch, height, width, 3]`, stage by stage. */
export function scale(images: tf.Tensor4D, stages: readonly Stage[]): tf.Tensor4D {
  return stages.reduce<tf.Tensor4D>(
    (pictures, stage) => (isSamplewise(stage) ? samplewise(pictures, stage) : affine(pictures, stage)),
    images,
  );
}

function affine(images: tf.Tensor4D, { scale, offset, swapsChannels }: Affine): tf.Tensor4D {
  const ordered = swapsChannels ? tf.reverse(images, -1) : images;
  return tf.add(tf.mul(ordered, tf.tensor1d([...scale])), tf.tensor1d([...offset]));
}

function samplewise(images: tf.Tensor4D, { step }: SamplewiseStep): tf.Tensor4D {
  const { mean, variance } = tf.moments(images, [1, 2, 3], true);
  if (step === 'samplewise_center') return tf.sub(images, mean);
  return tf.div(images, tf.add(tf.sqrt(variance), DEVIATION_EPSILON));
}
