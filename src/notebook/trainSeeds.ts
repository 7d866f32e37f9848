import type { Recipe } from '../recipe/recipeType.js';
import type { StoredRun } from '../store/runStore.js';
import { withSeeds } from '../store/withSeeds.js';
import type { OpenDataset } from './openDataset.js';
import { type RunPlaces, train } from './train.js';

/** Trains a recipe once for each of `seeds` seeds, from its own upwards. */
export async function trainSeeds(
  name: string,
  recipe: Recipe,
  dataset: OpenDataset,
  seeds: number,
  places?: RunPlaces,
): Promise<StoredRun[]> {
  return withSeeds(name, recipe, seeds, (whole, seeded) => train(whole, seeded, dataset, [], places));
}
