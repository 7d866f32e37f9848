import * as path from 'node:path';
import { RUNS } from '../base/project.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { StoredRun } from '../store/runStore.js';
import type { Callback } from '../training/callbacks/callback.js';
import { newPlace } from './display.js';
import { withoutPlan } from './onSample.js';
import type { OpenDataset } from './openDataset.js';
import type { NotebookRun } from './sampleCaption.js';
import { trainWithProgress } from './trainWithProgress.js';

/**
 * Trains a recipe, or reads its run where the same recipe was trained on the same images before. Progress and curves
 * update in place. Interrupting the cell stops at the next batch. Run again after an interrupt or a crash, the training
 * resumes after its last complete epoch.
 *
 * @param name what the run is called on the page
 * @param dataset all images, or a sample of {@link drawSample}, on which the recipe has more epochs
 * @param callbacks run in addition to those of the recipe; not called where a stored run is reused
 * @returns the run: its history, and its predictions for the validation images
 * @throws UserError where the recipe does not fit the data set
 *
 * @example
 * const run = await thaw.train('reference', recipe, dataset, [thaw.csvLogger('log.csv')]);
 */
export async function train(
  name: string,
  recipe: Recipe,
  dataset: OpenDataset,
  callbacks: readonly Callback[] = [],
): Promise<NotebookRun> {
  return trainWithProgress(name, recipe, dataset, { callbacks });
}

/**
 * Trains the recipe of a run once more, with the same seed, and keeps it apart from the first: two runs that {@link
 * checkRecipe} compares to see whether training is reproducible. Takes as long as the first did.
 *
 * @param name what the run is called on the page
 *
 * @example
 * const again = await thaw.trainAgain('reference', run, dataset);
 * await thaw.checkRecipe(recipe, dataset, run, { again });
 */
export async function trainAgain(name: string, run: StoredRun, dataset: OpenDataset): Promise<StoredRun> {
  // The run's recipe has the epochs of the sample already.
  return trainWithProgress(`${name}, again`, run.recipe, withoutPlan(dataset), {
    places: { status: newPlace() },
    folder: path.join(RUNS, 'again'),
  });
}
