import { Interrupted, isInterrupted } from '../../base/interruption.js';
import { sum } from '../../base/sum.js';
import type { ScannedImage } from '../../dataset/scan.js';
import type { FeatureOptions } from '../../features/featureOptions.js';
import { frozenFeatures, type Level } from '../../features/frozenFeatures.js';
import { type FeatureMatrix, firstColumns } from '../../learn/featureMatrix.js';
import { PLAIN_BACKBONE } from '../../recipe/comparedBackbones.js';
import { REFERENCE_RECIPE, withChanges } from '../../recipe/recipe.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { withBackbone } from '../../recipe/variants.js';

/** At the image size that the check was measured with. */
const LABEL_CHECK_BACKBONE: Recipe = withChanges(withBackbone(REFERENCE_RECIPE, PLAIN_BACKBONE), {
  height: 150,
  width: 150,
  interpolation: 'bilinear',
});
/**
 * Earlier layers that labels are checked with as well. They see texture and edges, which the last layer has given up: out of
 * fold they add 1 to 4 points of accuracy on NEU-DET steel defects, DeepPCB defects, magnetic tiles and wheat kernels, at
 * 64, 96 and 150 pixels alike. The size adds less: tiles of 40 to 90 pixels gain nothing from 64 to 224. Resized with
 * `nearest`, the accuracy on DeepPCB defects falls from 0.90 to 0.84.
 */
const LEVELS: readonly Level[] = [
  { layer: 'block3b_add', channels: 40 },
  { layer: 'block5c_add', channels: 112 },
];
/** Batches that are timed, except for the first, which builds the graph. */
const TIMED_BATCHES = 4;

/**
 * Estimates how many seconds `labelFeatures` takes, by computing the first few that are not in the cache.
 *
 * @returns 0 if those were all
 */
export async function secondsOfLabelFeatures(
  images: readonly ScannedImage[],
  options: FeatureOptions,
): Promise<number> {
  const ends: number[] = [];
  let batches = 0;
  const timing: FeatureOptions = {
    ...options,
    onProgress: (progress) => {
      batches = progress.batches;
      ends.push(options.now());
    },
    interrupted: () => ends.length === TIMED_BATCHES,
  };
  try {
    await frozenFeatures(images, LABEL_CHECK_BACKBONE, timing, LEVELS);
    return 0;
  } catch (error) {
    if (!(error instanceof Interrupted) || isInterrupted()) throw error;
  }
  const secondsOfBatch = (ends[ends.length - 1]! - ends[0]!) / 1000 / (ends.length - 1);
  return secondsOfBatch * (batches - ends.length);
}

/**
 * Features of a frozen backbone for every image, to check labels with.
 *
 * @param options `onProgress` is called about once per batch
 */
export async function labelFeatures(
  images: readonly ScannedImage[],
  options: FeatureOptions,
): Promise<{ features: FeatureMatrix; labelFeatures: FeatureMatrix }> {
  const all = await frozenFeatures(images, LABEL_CHECK_BACKBONE, options, LEVELS);
  const ofLevels = 2 * sum(LEVELS, ({ channels }) => channels);
  return { features: firstColumns(all, all.numFeatures - ofLevels), labelFeatures: all };
}
