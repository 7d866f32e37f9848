import { overSeeds } from '../experiments/overSeeds.js';
import type { Recipe } from '../experiments/recipe.js';
import type { StoredRun } from '../experiments/runStore.js';
import type { OpenDataset } from './project.js';
import { type RunPlaces, train } from './train.js';

/** Trains a recipe once for each of `seeds` seeds, from its own upwards. */
export async function trainSeeds(
  name: string,
  recipe: Recipe,
  dataset: OpenDataset,
  seeds: number,
  places?: RunPlaces,
): Promise<StoredRun[]> {
  return overSeeds(name, recipe, seeds, (whole, seeded) => train(whole, seeded, dataset, [], places));
}
