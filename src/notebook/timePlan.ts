import { shareAbove } from '../backbones/pretrained/shareAbove.js';
import { sum } from '../base/sum.js';
import { ofSplit } from '../dataset/dataset.js';
import type { ScannedImage } from '../dataset/scan.js';
import { featuresKey, secondsOfStep, withEpochsOnSample } from '../diagnose/interventions/trialRecipe.js';
import { epochsOf, phasesOf } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { type PassSeconds, WITH_GRADIENT } from '../run/estimateTrainingSeconds.js';
import { imagesOfEpoch, stepsOfEpoch } from '../training/batches.js';
import { stratifiedSample } from './stratifiedSample.js';

/** How the trainings of a notebook are brought down to a time. */
export interface TimePlan {
  /** Images of the sample at most. */
  most: number;
  /** Epochs of a training on the sample for each epoch of its recipe. */
  stretch: number;
}

/** What a plan is made for. */
export interface PlannedTrainings {
  /** Of all trainings, each seed by itself. */
  recipes: readonly Recipe[];
  images: readonly ScannedImage[];
  seed: number;
  /** Seconds of an image through the backbone of a recipe. */
  passOf: (recipe: Recipe) => PassSeconds;
  /** Seconds for all trainings together. */
  seconds: number;
  /** How many times as long the processor's work takes as on a machine that does nothing else, 1 or more. Default: 1 */
  slowdown?: number;
}

/** Sizes of a sample; two neighbors differ by a quarter or less, so that the time is used and captions are round. */
const SIZES = [240, 300, 360, 450, 560, 700, 860, 1000, 1200, 1500, 1800, 2200, 2800, 3400, 4200, 5200, 6400, 8000];
/**
 * Images and pixels that are never sampled: the drawn set with the quick settings. With large images, samples are smaller, but
 * never below the first of `SIZES`: 84 images are left to evaluate on, whose 95 % interval reaches up to 11 points to either
 * side.
 */
const ALWAYS_WHOLE = { images: 1000, pixels: 80 * 160 };
/** Of the time, for the recipes' own number of epochs: the rest goes into more epochs, for as many steps as on all images. */
const SHARE_OF_SIZE = 0.6;

/** The largest size of a sample that is not above a number of images; the smallest size below it. */
export function sizeAtMost(count: number): number {
  return SIZES.filter((size) => size <= count).at(-1) ?? SIZES[0]!;
}

/** Images that are always used whole, so that a small set has the same figures on every machine. */
export function alwaysWhole(recipes: readonly Recipe[]): number {
  const pixels = Math.max(...recipes.map(({ height, width }) => height * width));
  return Math.max(SIZES[0]!, Math.round((ALWAYS_WHOLE.images * ALWAYS_WHOLE.pixels) / pixels));
}

/**
 * Plans the sample and the epochs of trainings that take no longer than a time: the largest sample on which the recipes' own
 * epochs leave time for more, then as many epochs as fit, up to the steps that the recipes have on all images.
 */
export function planInTime(trainings: PlannedTrainings): TimePlan {
  const { images, seconds } = trainings;
  const whole = { most: images.length, stretch: 1 };
  if (images.length <= alwaysWhole(trainings.recipes) || plannedSeconds(trainings, whole) <= seconds) return whole;
  const sizes = SIZES.filter((size) => size < 0.9 * images.length);
  const fitting = sizes.filter((most) => plannedSeconds(trainings, { most, stretch: 1 }) <= SHARE_OF_SIZE * seconds);
  const most = fitting[fitting.length - 1] ?? sizes[0]!;
  const numTraining = ofSplit(images, 'training').length;
  const longer = numTraining / ofSplit(stratifiedSample(images, most, trainings.seed), 'training').length;
  const wholeTimes = Array.from({ length: Math.floor(longer) }, (_, i) => Math.floor(longer) - i);
  const stretches = [...wholeTimes, 0.75, 0.5, 0.33, 0.25, 0.16, 0.12, 0.08, 0.04];
  const stretch = stretches.find((each) => plannedSeconds(trainings, { most, stretch: each }) <= seconds);
  return { most, stretch: stretch ?? stretches[stretches.length - 1]! };
}

/** A recipe as it is trained on a sample. */
export function recipeInPlan(recipe: Recipe, stretch: number, numInSample: number, numTraining: number): Recipe {
  const epochs = Math.max(1, recipe.phases.length, Math.round(stretch * epochsOf(recipe)));
  return withEpochsOnSample(recipe, epochs, numInSample, numTraining);
}

/** Seconds of all trainings of a plan. Features of frozen layers that several of them share are computed once. */
export function plannedSeconds(
  { recipes, images, seed, passOf, slowdown = 1 }: Omit<PlannedTrainings, 'seconds'>,
  { most, stretch }: TimePlan,
): number {
  const sample = stratifiedSample(images, most, seed);
  const [numTraining, numInSample] = [images, sample].map((of) => ofSplit(of, 'training').length) as [number, number];
  const counts = { training: numInSample, validation: sample.length - numInSample };
  const kept = new Set<string>();
  return sum(recipes, (recipe) => {
    const planned = recipeInPlan(recipe, stretch, numInSample, numTraining);
    const key = featuresKey(planned);
    const backbone = backboneSeconds(planned, counts, passOf(recipe), kept.has(key));
    kept.add(key);
    return backbone + slowdown * headSeconds(planned, counts);
  });
}

/** Images of each split. */
interface Counts {
  training: number;
  validation: number;
}

/**
 * Seconds of a training on kept features, of an epoch and of a step, besides the step of a linear head: opening weights and
 * features, keeping the state, drawing the progress. Measured on two cores: 1 to 2 s, and 50 ms an epoch of 22 steps.
 */
const HEAD = { training: 1.2, epoch: 0.03, step: 1e-3 };

function headSeconds(recipe: Recipe, counts: Counts): number {
  const steps = stepsOfEpoch(counts.training, recipe) * (HEAD.step + secondsOfStep(recipe));
  return HEAD.training + epochsOf(recipe) * (HEAD.epoch + steps);
}

/** Seconds of all passes of a training through its backbone, as they were timed. */
function backboneSeconds(recipe: Recipe, counts: Counts, pass: PassSeconds, areFeaturesKept: boolean): number {
  const all = counts.training + counts.validation;
  const once = (areFeaturesKept ? 0 : all) * (pass.inference + pass.decoding);
  return once + sum(phasesOf(recipe), ({ recipe: phase }) => secondsOfPhase(phase, counts, pass));
}

/** What a phase takes in every epoch, beside the head. */
function secondsOfPhase(phase: Recipe, { training, validation }: Counts, pass: PassSeconds): number {
  const { unfrozen, batchNormalization, mixup, epochs, augmentation, augmentedViews } = phase;
  const evaluated = validation * pass.inference;
  const seen = imagesOfEpoch(training, phase);
  if (unfrozen.above !== 'nothing') {
    const share = unfrozen.above === 'everything' ? 1 : shareAbove(phase.backbone.name, unfrozen.above);
    // Mixed images run through the whole backbone; otherwise the frozen layers run once.
    const below = mixup > 0 ? 1 - share : 0;
    return epochs * (seen * pass.training * (below + WITH_GRADIENT * share) + evaluated * (below + share));
  }
  if (batchNormalization !== 'moving' || mixup > 0) {
    const isEvaluatedAgain = batchNormalization === 'batch-and-update' || mixup > 0;
    return epochs * (seen * pass.training + (isEvaluatedAgain ? evaluated : 0));
  }
  const views = augmentation === null ? 1 : Math.min(epochs, augmentedViews ?? epochs);
  return (views - 1) * training * pass.inference;
}
