import { scale } from '../engine/scale.js';
import { tf } from '../engine/tensorflow.js';
import { composedScaling } from '../preprocess/composedScaling.js';
import type { ScalingStep } from '../preprocess/scaling.js';
import { inferenceBatch } from './features.js';
import type { PictureSample } from './pictureSample.js';
import { changed, type OpenBackbone, type Passage } from './pooledFeatures.js';

/** Images that are timed, at most. */
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
  return estimatePassSeconds(backbone, sample, { scaling, policy: 'moving', batchSize: inferenceBatch(sample) }, now);
}

/**
 * Measures the seconds per image of a passage through a backbone, its augmentation and its batch size included: in batches of
 * 4 with their own statistics, an image takes longer than in inference.
 *
 * @param now current time in milliseconds
 */
export function estimatePassSeconds(
  backbone: OpenBackbone,
  sample: PictureSample,
  passage: Passage,
  now: () => number,
): number {
  const { batchSize, scaling, mode = 'inference', policy } = passage;
  const indices = Array.from({ length: batchSize }, (_, i) => i % sample.images.length);
  const stages = composedScaling(scaling);
  const pass = (): void =>
    tf.tidy(() => void backbone.pooled(scale(changed(sample, indices, passage), stages), mode, policy).dataSync());
  pass(); // builds the graph, which takes longer than the images
  const times = Math.max(1, Math.ceil(TIMED / 2 / batchSize));
  const start = now();
  for (let i = 0; i < times; i++) pass();
  return (now() - start) / 1000 / (times * batchSize);
}
