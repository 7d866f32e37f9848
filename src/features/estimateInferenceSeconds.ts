import { scale } from '../engine/scale.js';
import { tf } from '../engine/tensorflow.js';
import { composedScaling } from '../preprocess/composedScaling.js';
import type { ScalingStep } from '../preprocess/scaling.js';
import { type PictureSample, pixelsOf } from './pictureSample.js';
import type { OpenBackbone } from './pooledFeatures.js';

/** Pictures that are timed: a batch. */
export const TIMED = 32;

/**
 * Seconds that a picture takes through a backbone in inference, of a batch.
 *
 * @param now milliseconds
 */
export function estimateInferenceSeconds(
  backbone: OpenBackbone,
  sample: PictureSample,
  scaling: readonly ScalingStep[],
  now: () => number,
): number {
  const indices = Array.from({ length: TIMED }, (_, i) => i % sample.images.length);
  const pass = (): void =>
    tf.tidy(() => {
      const pixels = tf.tensor4d(pixelsOf(sample, indices), [TIMED, sample.height, sample.width, 3]);
      backbone.pooled(scale(pixels, composedScaling(scaling)), 'inference', 'moving').dataSync();
    });
  pass(); // writes the graph, which takes longer than the pictures
  const start = now();
  pass();
  return (now() - start) / 1000 / TIMED;
}
