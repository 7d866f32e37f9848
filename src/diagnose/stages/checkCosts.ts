import { isIn } from '../../dataset/validationParts.js';
import { estimateInferenceSeconds } from '../../features/estimateInferenceSeconds.js';
import type { CheckCost, DiagnosisOptions } from './diagnosisOptions.js';
import type { OpenRecipe } from './openRecipe.js';

/** An allowance, not a measurement: a training pass runs in small batches, and takes their statistics too. */
const TRAINING_PASS = 1.6;

/**
 * What the checks of a recipe cost, told before they run: pictures that each puts through the backbone, by the time that
 * one batch takes. Checks that only read the recipe, the sizes of pictures or a history cost nothing to speak of.
 */
export function costsOf(subject: OpenRecipe, { run, now }: DiagnosisOptions): CheckCost[] {
  const { recipe, sample, images } = subject;
  const secondsEach = estimateInferenceSeconds(subject.backbone, sample, recipe.scaling, now);
  const n = sample.images.length;
  const pretrained = recipe.backbone.weights !== 'random';
  const told = images.filter((image) => isIn(image, 'evaluation')).length;
  const passes: [check: string, pictures: number, factor?: number][] = pretrained
    ? [
        ['wrong-scaling (where statistics cannot tell)', 2 * n],
        ['channel-order', 2 * n],
        ...(recipe.augmentation === null ? [] : [['augmentation-too-strong', n] as [string, number]]),
        ...(recipe.batchNormalization === 'moving'
          ? []
          : [['frozen-batch-norm', n, TRAINING_PASS] as [string, number, number]]),
        ...(run === undefined ? [] : [['baseline-not-beaten', Math.min(500, told)] as [string, number]]),
      ]
    : [];
  return passes.map(([check, pictures, factor = 1]) => ({ check, pictures, seconds: pictures * secondsEach * factor }));
}
