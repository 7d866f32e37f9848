import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { z } from 'zod';
import { UserError } from '../base/errors.js';
import { parseJson } from '../base/parseJson.js';
import { list, object, parseFields, text, wholeNumber } from './fields.js';
import { type Axes, grid, type NamedRecipe } from './grid.js';
import { type Data, parseRecipeFile, type RecipeFile, readRecipe } from './recipeFile.js';

/** A sweep: recipes, each to be trained with each of the seeds. */
export interface Sweep {
  recipes: NamedRecipe[];
  seeds: number[];
  /** Images that the recipe names; null: those that thaw is started with. */
  data: Data | null;
}

const schema = object({
  recipe: z.union([text(), z.record(z.string(), z.unknown())], 'the path of a recipe, or a recipe, is expected'),
  grid: z
    .record(z.string(), list(z.unknown(), 'values'), 'an object with a list of values for each field is expected')
    .default({}),
  seeds: z
    .union(
      [wholeNumber({ from: 1 }), list(wholeNumber({ from: 0 }), 'seeds').min(1, 'at least one seed is expected')],
      'a number of seeds, or a list of them, is expected',
    )
    .default(1),
});

/**
 * Reads a sweep file: JSON with `recipe`, a recipe or the path of its file from the folder of the sweep file; `grid`, a list of
 * values for each field that is varied; and `seeds`, a list of seeds, or how many: that of the recipe and those after it. A
 * recipe file is a sweep of one recipe and one seed.
 *
 * @param file path, relative to the working folder
 * @throws UserError that names the field that does not fit, or line and column where the file is not JSON
 */
export async function readSweepFile(file: string): Promise<Sweep> {
  const value = parseJson(await fs.readFile(file, 'utf8'), file);
  if (typeof value === 'object' && value !== null && 'backbone' in value) return sweepOf(parseRecipeFile(value), {}, 1);
  const { recipe, grid: axes, seeds } = parseFields(schema, value, 'a sweep');
  const base =
    typeof recipe === 'string' ? await readRecipe(path.resolve(path.dirname(file), recipe)) : parseRecipeFile(recipe);
  return sweepOf(base, axes as Axes, seeds);
}

/** The seeds of a sweep: a list as it is; of a number of seeds, the first one and those after it. */
export function seedsFrom(first: number, seeds: number | readonly number[]): number[] {
  return typeof seeds === 'number' ? Array.from({ length: seeds }, (_, i) => first + i) : [...seeds];
}

function sweepOf({ recipe, data }: RecipeFile, axes: Axes, seeds: number | readonly number[]): Sweep {
  const all = seedsFrom(recipe.seed, seeds);
  const twice = all.find((seed, i) => all.indexOf(seed) !== i);
  if (twice !== undefined) {
    throw new UserError('The seeds of a sweep are expected to be different.', `${twice} twice`, 'Remove one of them.');
  }
  return { recipes: grid(recipe, axes), seeds: all, data };
}
