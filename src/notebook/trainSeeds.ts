import type { Recipe } from '../recipe/recipeType.js';
import { withSeeds } from '../store/withSeeds.js';
import type { OpenDataset } from './openDataset.js';
import type { NotebookRun } from './sampleCaption.js';
import { type RunPlaces, trainWithProgress } from './trainWithProgress.js';

/** Trains a recipe with its own seed and the next ones, `seeds` times in all. */
export async function trainSeeds(
  name: string,
  recipe: Recipe,
  dataset: OpenDataset,
  seeds: number,
  places?: RunPlaces,
): Promise<NotebookRun[]> {
  return withSeeds(name, recipe, seeds, (whole, seeded) => trainWithProgress(whole, seeded, dataset, { places }));
}
