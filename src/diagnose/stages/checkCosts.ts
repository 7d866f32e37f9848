import { isIn } from '../../dataset/validationParts.js';
import { estimateInferenceSeconds } from '../../features/estimateInferenceSeconds.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { CHECK_NAMES, checkInfo, type Passes } from '../checks.js';
import type { CheckCost, DiagnosisOptions } from './diagnosisOptions.js';
import type { OpenRecipe } from './openRecipe.js';

/** An allowance, not a measurement: a pass in training mode runs in small batches, and takes their statistics too. */
const TRAINING_PASS = 1.6;

/**
 * Estimates what the checks of a recipe cost, before they run: the images that each passes through the backbone, as the
 * register says, times the time that one takes in a batch. Other checks of a recipe cost nothing to speak of.
 *
 * @param secondsEach by `secondsOfPicture`
 */
export function costsOf(
  { recipe, sample, images }: OpenRecipe,
  { run }: DiagnosisOptions,
  secondsEach: number,
): CheckCost[] {
  if (isUntrained(recipe)) return [];
  const available: Record<Passes['of'], number> = {
    sample: sample.images.length,
    evaluation: images.filter((image) => isIn(image, 'evaluation')).length,
  };
  const given: Record<NonNullable<Passes['needs']>, boolean> = {
    augmentation: recipe.augmentation !== null,
    'batch statistics': recipe.batchNormalization !== 'moving',
    run: run !== undefined,
  };
  return CHECK_NAMES.flatMap((name) => {
    const { cost } = checkInfo(name);
    if (typeof cost === 'string' || (cost.needs !== undefined && !given[cost.needs])) return [];
    const { passes, of, atMost = Number.POSITIVE_INFINITY, mode = 'inference', when } = cost;
    const pictures = passes * Math.min(atMost, available[of]);
    const seconds = pictures * secondsEach * (mode === 'training' ? TRAINING_PASS : 1);
    return [{ check: when === undefined ? name : `${name} (${when})`, pictures, seconds }];
  });
}

/** Measures the seconds of one image in a batch; 0 where nothing is measured. */
export function secondsOfPicture({ recipe, sample, backbone }: OpenRecipe, { now }: DiagnosisOptions): number {
  return isUntrained(recipe) ? 0 : estimateInferenceSeconds(backbone, sample, recipe.scaling, now);
}

/** Random weights have no scaling, no order of channels and no features to measure. */
function isUntrained({ backbone }: Recipe): boolean {
  return backbone.weights === 'random';
}
