import * as path from 'node:path';
import type { Recipe } from '../recipe/recipeType.js';
import { RUNS } from '../store/projectFolders.js';
import type { StoredRun } from '../store/runStore.js';
import type { Callback } from '../training/callbacks/callback.js';
import { newPlace } from './display.js';
import type { OpenDataset } from './openDataset.js';
import { trainWithProgress } from './trainWithProgress.js';

/**
 * Trains a recipe, or reads its finished run and says so. Progress and curves grow in place; interrupting the cell
 * stops at the next batch and keeps the best epoch as a run of its own. Run again after an interrupt or a kill, the
 * training resumes after its last whole epoch.
 *
 * @param callbacks beside those of the recipe: `csvLogger`, `tensorBoard`, `modelCheckpoint`; not called where the run
 *   is read
 */
export async function train(
  name: string,
  recipe: Recipe,
  dataset: OpenDataset,
  callbacks: readonly Callback[] = [],
): Promise<StoredRun> {
  return trainWithProgress(name, recipe, dataset, { callbacks });
}

/**
 * Trains the recipe of a finished run once more, with the same seed, and keeps that in a folder of its own: the `again` of
 * `checkRecipe`, which then compares the two. Takes as long as the first did.
 */
export async function trainAgain(name: string, run: StoredRun, dataset: OpenDataset): Promise<StoredRun> {
  return trainWithProgress(`${name}, again`, run.recipe, dataset, {
    places: { status: newPlace() },
    folder: path.join(RUNS, 'again'),
  });
}
