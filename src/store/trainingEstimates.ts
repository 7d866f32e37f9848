import { weightsChecksum } from '../backbones/pretrained/weightsDigest.js';
import type { ScannedImage } from '../dataset/scan.js';
import { withChanges } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { type PassSeconds, trainingPasses, trainingSeconds } from '../run/estimateTrainingSeconds.js';
import { passesFrom } from '../run/passSeconds.js';
import type { RunOptions } from '../run/runOptions.js';
import { estimate, type Work } from './estimates.js';
import { readRun, runId, type StoredRun } from './runStore.js';

/** Where runs are kept, and what their names depend on. */
export interface RunPlace extends Pick<RunOptions, 'weightStore' | 'now'> {
  /** Folder of all runs. */
  folder: string;
}

/** The finished run of a recipe, if there is one. */
export async function finishedRun(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: readonly string[],
  { folder, weightStore }: RunPlace,
): Promise<StoredRun | undefined> {
  const { name, weights } = recipe.backbone;
  const digest = await weightsChecksum(name, weights, weightStore);
  return await readRun(folder, runId(recipe, images, classNames, digest));
}

/**
 * A training as a piece of work to estimate.
 *
 * @param each seconds of an image, by `measurePassSeconds`
 * @param name of the run, where its time is learned from
 */
export function trainingWork(recipe: Recipe, each: PassSeconds, images: readonly ScannedImage[], name = ''): Work {
  const passes = trainingPasses(recipe, images);
  return { kind: passes.kind, name, calculated: trainingSeconds(passes, each, images) };
}

/**
 * Estimates trainings of changed recipes, by trial steps of the unchanged one.
 *
 * @param each seconds of an image of the unchanged one, by `measurePassSeconds`
 * @param seeds trainings of each
 * @returns seconds of those that are not finished
 */
export function trainingEstimates(
  recipe: Recipe,
  each: PassSeconds,
  images: readonly ScannedImage[],
  classNames: readonly string[],
  seeds: number,
  place: RunPlace,
): (changed: Recipe) => Promise<number> {
  const passOf = passesFrom(recipe, each);
  return async (changed) => {
    const { seconds } = await estimate(place.folder, trainingWork(changed, passOf(changed), images));
    let total = 0;
    for (let i = 0; i < seeds; i++) {
      const withSeed = withChanges(changed, { seed: changed.seed + i });
      if ((await finishedRun(withSeed, images, classNames, place)) === undefined) total += seconds;
    }
    return total;
  };
}
