import { escapeHtml } from '../base/text/escapeHtml.js';
import type { Recipe } from '../recipe/recipeType.js';
import { formatChanges, type Strategy } from '../recipe/strategy.js';
import { showHtml, showTable } from './display.js';

/**
 * Shows all fields of a recipe as JSON, folded.
 *
 * @param name heading
 *
 * @example
 * thaw.showRecipe('reference', thaw.REFERENCE_RECIPE);
 */
export function showRecipe(name: string, recipe: Recipe): void {
  const text = JSON.stringify(recipe, null, 1);
  showHtml(`<details><summary>recipe: ${escapeHtml(name)}</summary><pre>${escapeHtml(text)}</pre></details>`, text);
}

/**
 * Shows a table of strategies with the fields of a recipe that each of them changes.
 *
 * @example
 * thaw.showStrategies(thaw.imbalanceStrategies(recipe));
 */
export function showStrategies(strategies: readonly Strategy[]): void {
  const rows = strategies.map(({ name, changes }) => [name, formatChanges(changes)]);
  showTable(['strategy', 'changed fields'], rows);
}
