import { UserError } from '../base/errors.js';
import { type RecipeChanges, withChanges } from './recipe.js';
import type { Recipe } from './recipeType.js';

/** A recipe and what it is called in tables and plots. */
export interface NamedRecipe {
  name: string;
  recipe: Recipe;
}

/** For each field the values to try. */
export type Axes = { [Field in keyof RecipeChanges]?: readonly RecipeChanges[Field][] };

/**
 * Every combination of the values, as recipes named after them: `learningRate 0.001, batchSize 4`. The last field changes
 * fastest.
 *
 * @throws UserError where a field has no values, or where one does not fit a recipe
 */
export function grid(recipe: Recipe, axes: Axes): NamedRecipe[] {
  let all: { name: string[]; changes: RecipeChanges }[] = [{ name: [], changes: {} }];
  for (const [field, values] of Object.entries(axes)) {
    if (!Array.isArray(values) || values.length === 0) {
      throw new UserError(
        `A grid has a list of values for each field; for '${field}' it is empty.`,
        values,
        'Add some.',
      );
    }
    all = all.flatMap(({ name, changes }) =>
      values.map((value) => ({ name: [...name, `${field} ${said(value)}`], changes: { ...changes, [field]: value } })),
    );
  }
  return all.map(({ name, changes }) => ({ name: name.join(', ') || 'recipe', recipe: withChanges(recipe, changes) }));
}

/** A value in a name: an object by its own name or by its fields. */
function said(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { name, ...rest } = value as { name?: string };
  const fields = Object.entries(rest).map(([field, inner]) => `${field} ${said(inner)}`);
  return [...(name === undefined ? [] : [name]), ...fields].join(' ');
}
