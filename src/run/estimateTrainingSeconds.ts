import { loadBackbone } from '../backbones/pretrained/loadBackbone.js';
import { ofSplit } from '../dataset/dataset.js';
import type { ScannedImage } from '../dataset/scan.js';
import { estimateInferenceSeconds, TIMED } from '../features/estimateInferenceSeconds.js';
import { decodePictures } from '../features/pictureSample.js';
import { openBackbone } from '../features/pooledFeatures.js';
import { phasesOf } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { RunOptions } from './runOptions.js';

/** A gradient costs about two passes beside the one that it is of. An allowance, not a measurement. */
const WITH_GRADIENT = 3;

/**
 * Seconds that a training takes at most, before it begins: passes of pictures through the backbone by the time that one
 * batch takes. What is frozen and always gets the same pictures runs once; training may stop early.
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
  const asked = recipe.testTimeAugmentation;
  const answers = asked === null ? 0 : numValidation * (1 + Number(asked.flip) + asked.draws);
  const { backbone: source, seed, scaling } = recipe;
  const backbone = openBackbone(await loadBackbone(source.name, source.weights, seed, options.weightStore));
  try {
    const some = await decodePictures(images.slice(0, TIMED), recipe);
    return (passes + answers) * estimateInferenceSeconds(backbone, some, scaling, options.now);
  } finally {
    backbone.dispose();
  }
}
