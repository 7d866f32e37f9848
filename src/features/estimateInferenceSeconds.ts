import { scale } from '../engine/scale.js';
import { tf } from '../engine/tensorflow.js';
import { composedScaling } from '../preprocess/composedScaling.js';
import type { ScalingStep } from '../preprocess/scaling.js';
import { type PictureSample, pixelsOf } from './pictureSample.js';
import type { OpenBackbone } from './pooledFeatures.js';

/** Images that are timed: one batch. */
export const TIMED = 32;

/**
 * Measures the seconds per image of a backbone in inference.
 *
 * @param now current time in milliseconds
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
  pass(); // builds the graph, which takes longer than the images
  const start = now();
  pass();
  return (now() - start) / 1000 / TIMED;
}
