import { withChanges } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';

/**
 * Trains a recipe `seeds` times, one after the other: with its own seed, the next one, and so on.
 *
 * @param name shown with the progress; with several seeds, followed by which seed it is
 */
export async function withSeeds<Run>(
  name: string,
  recipe: Recipe,
  seeds: number,
  train: (name: string, recipe: Recipe) => Promise<Run>,
): Promise<Run[]> {
  const runs: Run[] = [];
  for (let i = 0; i < seeds; i++) {
    const nameWithSeed = seeds === 1 ? name : `${name}, seed ${i + 1} of ${seeds}`;
    runs.push(await train(nameWithSeed, withChanges(recipe, { seed: recipe.seed + i })));
  }
  return runs;
}
