import { isIn } from '../../dataset/validationParts.js';
import { estimateInferenceSeconds } from '../../features/estimateInferenceSeconds.js';
import {
  ACTIVITY_IMAGES,
  imagesOfBatch,
  MOST_SECONDS,
  ONE_BATCH,
  trainsHeadAlone,
} from '../../measure/model/oneBatch.js';
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
    if (cost === 'one batch') return [costOfBatch(name, recipe, available.sample, secondsEach)];
    if (typeof cost === 'string' || isUntrained(recipe) || (cost.needs !== undefined && !given[cost.needs])) return [];
    const { passes, of, atMost = Number.POSITIVE_INFINITY, mode = 'inference', when } = cost;
    const pictures = passes * Math.min(atMost, available[of]);
    const seconds = pictures * secondsEach * (mode === 'training' ? TRAINING_PASS : 1);
    return [{ check: when === undefined ? name : `${name} (${when})`, pictures, seconds }];
  });
}

/** A step on a batch takes as long as three passes of it: forward, and back to the inputs and to the weights of each layer. */
const PASSES_OF_STEP = 3;

/** Of a training on one batch: where the backbone is frozen, the images pass once. */
function costOfBatch(check: string, recipe: Recipe, available: number, secondsEach: number): CheckCost {
  const pictures = trainsHeadAlone(recipe)
    ? Math.min(ACTIVITY_IMAGES, available)
    : PASSES_OF_STEP * ONE_BATCH.backbone.steps * Math.min(imagesOfBatch(recipe), available);
  return { check, pictures, seconds: Math.min(MOST_SECONDS, pictures * secondsEach) };
}

/** Measures the seconds of one image in a batch. */
export function secondsOfPicture({ recipe, sample, backbone }: OpenRecipe, { now }: DiagnosisOptions): number {
  return estimateInferenceSeconds(backbone, sample, recipe.scaling, now);
}

/** Random weights have no scaling, no order of channels and no features to measure. */
function isUntrained({ backbone }: Recipe): boolean {
  return backbone.weights === 'random';
}
