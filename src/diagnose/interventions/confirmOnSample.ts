import { Interrupted } from '../../base/interruption.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { isIn } from '../../dataset/validationParts.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { Diverged } from '../../run/diverged.js';
import { divergedRun } from '../../store/divergedRun.js';
import type { StoredRun } from '../../store/runStore.js';
import type { Trials } from './trials.js';

/** Seeds that confirm on the sample; none of them selected. */
export const FRESH_SEEDS: readonly number[] = [1, 2];
/** Validation images that confirm on the sample, at most: the interval of a difference is then about 4 points wide. */
const MOST_EVALUATION = 2000;

/** Trials with as many validation images as are worth it, then half of them, and so on, down to those of the sample. */
export function widerTrials(trials: Trials, images: readonly ScannedImage[]): Trials[] {
  const { numEvaluation } = trials.sample;
  const available = images.filter((image) => isIn(image, 'evaluation')).length;
  const wider = [];
  for (let count = Math.min(available, MOST_EVALUATION); count > numEvaluation; count = Math.floor(count / 2))
    wider.push(trials.evaluatedOn(count));
  return [...wider, trials];
}

/**
 * Trains a recipe on the sample once for each seed, or reads the trials.
 *
 * @throws Interrupted where a trial is
 */
export async function runsOnSample(
  trials: Trials,
  recipe: Recipe,
  seeds: readonly number[],
  classNames: readonly string[],
): Promise<StoredRun[]> {
  const train = async (): Promise<StoredRun[]> => {
    const runs: StoredRun[] = [];
    for (const seed of seeds) {
      const run = await trials.run(recipe, seed);
      if (run.stopped === 'interrupted') throw new Interrupted();
      runs.push(run);
    }
    return runs;
  };
  return await orDiverged(train, seeds.length, recipe, trials.sample.images, classNames);
}

/**
 * What a training gives; where the recipe diverges at once, runs that are correct on no image.
 *
 * @param count of the runs
 */
export async function orDiverged(
  train: () => Promise<StoredRun[]>,
  count: number,
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: readonly string[],
): Promise<StoredRun[]> {
  try {
    return await train();
  } catch (error) {
    if (!(error instanceof Diverged)) throw error;
    return Array.from({ length: count }, () => divergedRun(recipe, images, classNames));
  }
}
