import { loadBackbone } from '../backbones/pretrained/loadBackbone.js';
import { ofSplit } from '../dataset/dataset.js';
import type { ScannedImage } from '../dataset/scan.js';
import { estimateInferenceSeconds, TIMED } from '../features/estimateInferenceSeconds.js';
import { decodePictures } from '../features/pictureSample.js';
import { openBackbone } from '../features/pooledFeatures.js';
import { phasesOf } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { RunOptions } from './runOptions.js';

/** Passes of a training step: a gradient costs about two forward passes more. An allowance, not a measurement. */
const WITH_GRADIENT = 3;

/**
 * Estimates the most seconds that a training takes: passes of images through the backbone, times the time of one image.
 * Frozen layers with the same input in every epoch run once.
 */
export async function estimateTrainingSeconds(
  recipe: Recipe,
  images: readonly ScannedImage[],
  options: Pick<RunOptions, 'weightStore' | 'now'>,
): Promise<number> {
  const numTraining = ofSplit(images, 'training').length;
  const numValidation = images.length - numTraining;
  const passes = phasesOf(recipe).reduce((sum, { recipe: phase }) => {
    const { unfrozen, augmentation, augmentedViews, batchNormalization, epochs, mixup } = phase;
    const isFrozen = unfrozen.above === 'nothing';
    if (!isFrozen || batchNormalization !== 'moving' || mixup > 0) {
      return sum + epochs * (numTraining * (isFrozen ? 1 : WITH_GRADIENT) + numValidation);
    }
    const views = augmentation === null ? 1 : Math.min(epochs, augmentedViews ?? epochs);
    return sum + numTraining * views + numValidation;
  }, 0);
  const { testTimeAugmentation: views } = recipe;
  const viewPasses = views === null ? 0 : numValidation * (1 + Number(views.flip) + views.draws);
  const { backbone: source, seed, scaling } = recipe;
  const backbone = openBackbone(await loadBackbone(source.name, source.weights, seed, options.weightStore));
  try {
    const sample = await decodePictures(images.slice(0, TIMED), recipe);
    return (passes + viewPasses) * estimateInferenceSeconds(backbone, sample, scaling, options.now);
  } finally {
    backbone.dispose();
  }
}
