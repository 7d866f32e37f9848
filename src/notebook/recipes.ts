import { escapeHtml } from '../base/text/escapeHtml.js';
import { describeRecipe } from '../recipe/describeRecipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { formatChanges, type Strategy } from '../recipe/strategy.js';
import { showHtml, showTable } from './display.js';

/**
 * Shows what a recipe amounts to, in a paragraph, and all of its fields as JSON, folded.
 *
 * @param name heading
 *
 * @example
 * thaw.showRecipe('reference', thaw.REFERENCE_RECIPE);
 */
export function showRecipe(name: string, recipe: Recipe): void {
  const text = JSON.stringify(recipe, null, 1);
  const sentences = describeRecipe(recipe);
  showHtml(
    `<div><b>${escapeHtml(name)}</b>: ${escapeHtml(sentences)}</div><details><summary>all fields</summary><pre>${escapeHtml(text)}</pre></details>`,
    `${name}: ${sentences}\n${text}`,
  );
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
