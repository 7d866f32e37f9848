import { random, shuffled } from '../../base/random.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { isIn } from '../../dataset/validationParts.js';
import { decodePictures } from '../../features/pictureSample.js';
import { nearestCentroid } from '../../metrics/nearestCentroid.js';
import { accuracy } from '../../metrics/paired.js';
import type { ScalingStep } from '../../preprocess/scaling.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { CHECKS } from '../checks.js';
import type { Finding } from '../finding.js';
import type { DiagnosisOptions } from './diagnosisOptions.js';
import { type OpenRecipe, openRecipe } from './openRecipe.js';
import { fixedScaling } from './pipelineFindings.js';

/** Evaluation images that the nearest centroid is measured on, at most. */
const CENTROID_IMAGES = CHECKS['baseline-not-beaten'].cost.atMost;

/** Name of the baseline that classifies an image by the nearest class centroid of frozen features. */
export const CENTROID = 'nearest centroid on frozen features';

/**
 * Measures what the nearest class centroid of frozen features reaches, as a check of the recipe does. Features are cached.
 *
 * @param findings of the recipe: where one corrects the scaling, features have the correct one
 * @returns nothing for random weights, whose features mean nothing
 */
export async function centroidBaseline(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: readonly string[],
  findings: readonly Finding[],
  options: Pick<DiagnosisOptions, 'cacheFolder' | 'cacheLimit' | 'date' | 'weightStore'>,
): Promise<{ name: string; accuracy: number }[]> {
  if (recipe.backbone.weights === 'random') return [];
  const subject = await openRecipe(recipe, images, classNames, options);
  try {
    const scaling = fixedScaling(recipe.scaling, findings);
    return [{ name: CENTROID, accuracy: accuracy(await centroidOutcomes(subject, scaling, centroidImages(subject))) }];
  } finally {
    subject.dispose();
  }
}

/** Positions of the evaluation images that the nearest centroid is measured on: all, or as many as its cost allows. */
export function centroidImages({ images, recipe }: Pick<OpenRecipe, 'images' | 'recipe'>): number[] {
  const positions = images.filter((image) => isIn(image, 'evaluation')).map((_, i) => i);
  return shuffled(positions, random(recipe.seed, 'baselines')).slice(0, CENTROID_IMAGES);
}

/** Whether the nearest class centroid of frozen features is correct on evaluation images. */
export async function centroidOutcomes(
  { features, sample, images, classNames, recipe }: OpenRecipe,
  scaling: readonly ScalingStep[],
  used: readonly number[],
): Promise<boolean[]> {
  const validation = images.filter((image) => isIn(image, 'evaluation'));
  const evaluated = await decodePictures(
    used.map((i) => validation[i]!),
    recipe,
  );
  const predictions = nearestCentroid(
    await features(sample, scaling),
    sample.labels,
    await features(evaluated, scaling),
    classNames.length,
  );
  return predictions.map((predicted, i) => predicted === evaluated.labels[i]);
}
