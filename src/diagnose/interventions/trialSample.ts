import { UserError } from '../../base/errors.js';
import { group } from '../../base/group.js';
import { random, shuffled } from '../../base/random.js';
import { sum } from '../../base/sum.js';
import { ofSplit } from '../../dataset/dataset.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { isIn } from '../../dataset/validationParts.js';

/** The images that trials train and are evaluated on. */
export interface TrialSample {
  /**
   * Training images that trials train on; others, held out, as the selection part of validation; and validation images as its
   * evaluation part.
   */
  images: ScannedImage[];
  numTraining: number;
  numSelection: number;
  numEvaluation: number;
  /** Whether it has all images of the dataset. */
  isWhole: boolean;
}

/** What follows the number of training images of a sample in a sentence. */
export function howDrawn({ isWhole }: Pick<TrialSample, 'isWhole'>): string {
  return isWhole ? '' : ', drawn evenly from the classes';
}

/** Shares of a sample that is smaller than the dataset. */
const SHARES = { training: 0.42, selection: 0.28, evaluation: 0.3 };
/** Share of the training images that is held out of a whole dataset, to select on. */
const HELD_OUT = 0.2;

/**
 * Draws the images of trials. What is selected is selected on training images that were held out, so that all validation
 * images are left to confirm it on.
 *
 * A sample that is smaller than the dataset has equally many images of each class, as far as there are enough: where a class
 * has two thirds of the images, a hundred images drawn at random hardly show more than whether that class is predicted. Its
 * accuracy estimates the balanced accuracy.
 *
 * @param most images in all, unless `leastEvaluation` wants more
 * @param leastEvaluation images to confirm on at least, as far as there are as many; the others stay the same
 */
export function drawTrialSample(
  images: readonly ScannedImage[],
  most: number,
  seed = 0,
  leastEvaluation = 0,
): TrialSample {
  const training = ofSplit(images, 'training');
  const validation = images.filter((image) => isIn(image, 'evaluation'));
  const isWhole = training.length + validation.length <= most;
  const share = isWhole ? validation.length : Math.min(validation.length, Math.round(SHARES.evaluation * most));
  const numEvaluation = Math.min(validation.length, Math.max(share, leastEvaluation));
  const left = most - share;
  const used = isWhole ? training.length : Math.min(training.length, left);
  const heldOut = isWhole ? HELD_OUT : SHARES.selection / (SHARES.selection + SHARES.training);
  const draw = isWhole ? stratified : evenly;
  const pool = draw(training, used, seed, 'training');
  const selection = new Set(stratified(pool, Math.round(heldOut * pool.length), seed, 'selection', 1));
  const inEvaluation = new Set(draw(validation, numEvaluation, seed, 'evaluation'));
  const trained = new Set(pool.filter((image) => !selection.has(image)));
  // In the order of the dataset, so that the sample does not depend on how it was drawn.
  const drawn = images.flatMap((image): ScannedImage[] => {
    if (trained.has(image)) return [image];
    if (selection.has(image)) return [{ ...image, split: 'validation', part: 'selection' }];
    return inEvaluation.has(image) ? [{ ...image, part: 'evaluation' }] : [];
  });
  return {
    images: drawn,
    numTraining: trained.size,
    numSelection: selection.size,
    numEvaluation: inEvaluation.size,
    isWhole,
  };
}

/**
 * Checks that some training images can be held out to select on: a class keeps one to train on.
 *
 * @param images all of the dataset
 * @throws UserError where every class has a single training image, or none
 */
export function checkHeldOut(images: readonly ScannedImage[]): void {
  const training = ofSplit(images, 'training');
  if ([...group(training, ({ label }) => label).values()].some(({ length }) => length > 1)) return;
  throw new UserError(
    'To try changes of a recipe, some training images of each class are held out: at least 2 training images of a class are expected.',
    training.length === 0 ? 'no training image' : '1 training image of each class',
    'Add images: at least 3 of each class where a folder has no training_set/ and validation_set/, and 100 or more for a result that shows something.',
  );
}

/** Draws equally many images of each class, and more of the others where a class has too few. */
function evenly<T extends Pick<ScannedImage, 'label'>>(
  images: readonly T[],
  count: number,
  seed: number,
  name: string,
): T[] {
  const classes = [...group(shuffled(images, random(seed, 'trials', name)), ({ label }) => label).values()];
  let left = count;
  return classes
    .sort((a, b) => a.length - b.length)
    .flatMap((members, i) => {
      const drawn = members.slice(0, Math.round(left / (classes.length - i)));
      left -= drawn.length;
      return drawn;
    });
}

/**
 * Draws images so that every class keeps its share, and at least one image.
 *
 * @param leave images of each class that are not drawn, at least; default 0
 */
export function stratified<T extends Pick<ScannedImage, 'label'>>(
  images: readonly T[],
  count: number,
  seed: number,
  name: string,
  leave = 0,
): T[] {
  const classes = [...group(shuffled(images, random(seed, 'trials', name)), ({ label }) => label).values()];
  const total = sum(classes, ({ length }) => length);
  return classes.flatMap((members) => {
    const share = Math.round((count * members.length) / Math.max(1, total));
    return members.slice(0, Math.min(members.length - leave, Math.max(1, share)));
  });
}
