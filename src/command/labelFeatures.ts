import type { ScannedImage } from '../dataset/scan.js';
import { INFERENCE_BATCH } from '../features/features.js';
import { frozenFeatures } from '../features/frozenFeatures.js';
import type { FeatureMatrix } from '../learn/featureMatrix.js';
import { REFERENCE_RECIPE, withChanges } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { withBackbone } from '../recipe/variants.js';
import type { Session } from './session.js';

/** The smallest backbone whose ImageNet weights come with the installation, at the size that DESIGN measured it at. */
const LABEL_CHECK_BACKBONE: Recipe = withChanges(
  withBackbone(REFERENCE_RECIPE, { name: 'EfficientNetLite0', weights: 'imagenet' }),
  {
    height: 150,
    width: 150,
  },
);
/** Batches that the time of a picture is taken from; the first, which writes the graph, does not count. */
const TIMED_BATCHES = 4;

/**
 * Seconds that `labelFeatures` takes for some images, from a few of them, whose features are kept; 0 where those are in
 * the cache.
 */
export async function secondsOfLabelFeatures(images: readonly ScannedImage[], { options }: Session): Promise<number> {
  const some = images.slice(0, TIMED_BATCHES * INFERENCE_BATCH);
  const ends: number[] = [];
  await frozenFeatures(some, LABEL_CHECK_BACKBONE, { ...options, onProgress: () => ends.push(options.now()) });
  if (ends.length < 2) return 0;
  const secondsOfBatch = (ends[ends.length - 1] - ends[0]) / 1000 / (ends.length - 1);
  return (secondsOfBatch * (images.length - some.length)) / INFERENCE_BATCH;
}

/** What a frozen backbone sees in every image, for labels to be questioned by: `[numExamples, numFeatures]`. */
export function labelFeatures(images: readonly ScannedImage[], { options, console }: Session): Promise<FeatureMatrix> {
  return frozenFeatures(images, LABEL_CHECK_BACKBONE, {
    ...options,
    onProgress: ({ batch, batches }) => console.progress(`Looking for labels in doubt: ${batch} of ${batches} batches`),
  });
}
