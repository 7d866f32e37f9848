import { type Recipe, withChanges } from '../experiments/recipe.js';
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
  const runs: StoredRun[] = [];
  for (let i = 0; i < seeds; i++) {
    const whole = seeds === 1 ? name : `${name}, seed ${i + 1} of ${seeds}`;
    runs.push(await train(whole, withChanges(recipe, { seed: recipe.seed + i }), dataset, [], places));
  }
  return runs;
}
