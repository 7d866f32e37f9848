import { UserError } from '../base/errors.js';
import { type RecipeChanges, withChanges } from './recipe.js';
import type { Recipe } from './recipeType.js';

/** A recipe and its name in tables and plots. */
export interface NamedRecipe {
  name: string;
  recipe: Recipe;
}

/** Values to try, for each field. */
export type Axes = { [Field in keyof RecipeChanges]?: readonly RecipeChanges[Field][] };

/**
 * Returns every combination of values, as recipes named after them: `learningRate 0.001, batchSize 4`. The last field
 * changes fastest. As scikit-learn's `ParameterGrid`.
 *
 * @param axes a list of values for each field
 * @throws UserError where a list is empty, or where a value does not fit a recipe
 *
 * @example
 * const recipes = thaw.grid(recipe, { learningRate: [1e-3, 1e-4], batchSize: [4, 16] });
 */
export function grid(recipe: Recipe, axes: Axes): NamedRecipe[] {
  let all: { name: string[]; changes: RecipeChanges }[] = [{ name: [], changes: {} }];
  for (const [field, values] of Object.entries(axes)) {
    if (!Array.isArray(values) || values.length === 0) {
      throw new UserError(
        `A grid expects a list of values for each field; for '${field}' it is empty.`,
        values,
        'Add values, or leave out the field.',
      );
    }
    all = all.flatMap(({ name, changes }) =>
      values.map((value) => ({
        name: [...name, `${field} ${formatValue(value)}`],
        changes: { ...changes, [field]: value },
      })),
    );
  }
  return all.map(({ name, changes }) => ({ name: name.join(', ') || 'recipe', recipe: withChanges(recipe, changes) }));
}

/** Formats a value for a name; an object by its name and fields. */
function formatValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { name, ...rest } = value as { name?: string };
  const fields = Object.entries(rest).map(([field, inner]) => `${field} ${formatValue(inner)}`);
  return [...(name === undefined ? [] : [name]), ...fields].join(' ');
}
