import { withChanges } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';

/**
 * Trains a recipe once for each of so many seeds, from its own upwards, one after the other.
 *
 * @param name what is shown; with several seeds it says which
 */
export async function withSeeds<Run>(
  name: string,
  recipe: Recipe,
  seeds: number,
  train: (name: string, recipe: Recipe) => Promise<Run>,
): Promise<Run[]> {
  const runs: Run[] = [];
  for (let i = 0; i < seeds; i++) {
    const whole = seeds === 1 ? name : `${name}, seed ${i + 1} of ${seeds}`;
    runs.push(await train(whole, withChanges(recipe, { seed: recipe.seed + i })));
  }
  return runs;
}
