import { pluralize } from '../base/text/pluralize.js';
import type { Fix } from '../diagnose/verdict/fixes.js';
import type { Measured } from '../diagnose/verdict/measureCauses.js';
import { measureFixes as measureRecipe } from '../diagnose/verdict/measureFixes.js';
import { type BaselineAccuracy, verdictOf } from '../diagnose/verdict/verdict.js';
import { formatPercent, formatPoints } from '../metrics/format.js';
import type { Estimate } from '../metrics/paired.js';
import { ablationLadder } from '../plots/ablationLadder.js';
import { causeBars } from '../plots/causeBars.js';
import type { Recipe } from '../recipe/recipeType.js';
import { findingsOfRecipe } from './checkRecipe.js';
import { newPlace, showMarkdown, showPlot } from './display.js';
import { showFindings } from './findings.js';
import { escapeMarkdown } from './html.js';
import { interruptible } from './interruptible.js';
import type { OpenDataset } from './openDataset.js';
import { type NamedRun, showRuns } from './runsTable.js';
import { trainSeeds } from './trainSeeds.js';

/**
 * Measures what each fix is worth. Applies the fixes one after the other; checks the recipe again, since one fault can
 * hide another; tries the improvements and keeps those that are better; then removes each fix alone. Last, tries
 * another backbone where the weights are not plain ImageNet weights. Every recipe is trained once for each seed, or
 * read.
 *
 * @param first what the unchanged recipe is called
 * @param fixes those of {@link fixesOf}, or your own, the most suspicious first
 * @param improvements those of {@link improvementsOf}, or your own
 * @param seeds how many, from that of the recipe upwards
 * @returns the steps, the causes with their cost, and the fixed recipe with its runs
 * @throws UserError where a fix does not fit the recipe
 *
 * @example
 * const fixes = thaw.fixesOf(findings);
 * const improvements = thaw.improvementsOf(recipe, findings);
 * const measured = await thaw.measureFixes('reference', recipe, fixes, improvements, dataset, 1);
 */
export async function measureFixes(
  first: string,
  recipe: Recipe,
  fixes: readonly Fix[],
  improvements: readonly Fix[],
  dataset: OpenDataset,
  seeds: number,
): Promise<Measured> {
  const place = newPlace();
  const trained: NamedRun[] = [];
  const measured = await interruptible(
    () =>
      measureRecipe(
        { name: first, recipe, fixes, improvements },
        {
          train: (name, changed) => trainSeeds(name, changed, dataset, seeds, { status: place }),
          check: (changed, run) => findingsOfRecipe(changed, dataset, run),
          onTrained: (name, runs) => trained.push(...runs.map((run) => ({ names: [name], run }))),
          onRecheck: () => showMarkdown('Checking the fixed recipe again, for faults that the first ones hid.', place),
        },
      ),
    () =>
      showMarkdown(
        `**Interrupted** after ${pluralize(trained.length, 'run')}, which are kept. Run the cell again to go on.`,
        place,
      ),
  );
  showRuns(['recipe'], trained, place);
  if (measured.hiddenFindings.length > 0) {
    showMarkdown('Found only now; the faults fixed first had hidden it:');
    showFindings(measured.hiddenFindings, dataset.folder);
  }
  return measured;
}

/**
 * Plots the validation accuracy after each change of {@link measureFixes}, with 95 % intervals.
 *
 * @param baselines accuracies to draw as lines, those of {@link baselinesOf}
 *
 * @example
 * await thaw.showLadder(measured, baselines);
 */
export async function showLadder({ steps }: Measured, baselines: readonly BaselineAccuracy[]): Promise<void> {
  const shown = steps.map(({ change, accuracy, kept }) => ({
    change,
    accuracy: accuracy.value,
    interval: accuracy.interval,
    leftOut: !kept,
  }));
  const sentence = shown.map(({ change, accuracy }) => `${change}: ${formatPercent(accuracy)}`).join('; ');
  await showPlot(ablationLadder(shown, baselines), `Validation accuracy, one change per row. ${sentence}.`);
}

/**
 * Plots the points of accuracy lost when each fix alone is removed, and those gained when it was added in turn.
 *
 * @example
 * await thaw.showCauses(measured);
 */
export async function showCauses({ causes }: Measured): Promise<void> {
  if (causes.length === 0) {
    showMarkdown('No check suggests a change, so there is nothing to measure.');
    return;
  }
  const bars = causes.map(({ change, cost, gain }) => ({
    change,
    cost: cost.value,
    interval: cost.interval,
    gain: gain.value,
  }));
  const sentences = causes.map(
    ({ change, cost, gain }) => `${change}: ${points(cost)}; gained when added: ${points(gain)}.`,
  );
  await showPlot(causeBars(bars), `Points of validation accuracy lost without each fix. ${sentences.join(' ')}`);
}

/** `65 (58 to 72)` */
function points(difference: Estimate): string {
  return formatPoints(difference).replaceAll('+', '').replace(' points', '');
}

/**
 * Says what was wrong and what it cost, what the accuracy is now, and what to try next.
 *
 * @param baselines accuracies that the fixed recipe has to beat, those of {@link baselinesOf}
 *
 * @example
 * thaw.showVerdict(measured, baselines);
 */
export function showVerdict(measured: Measured, baselines: readonly BaselineAccuracy[]): void {
  const { wrong, now, next } = verdictOf(measured, baselines);
  const causes = wrong.map((cause, i) => `${i + 1}. ${escapeMarkdown(cause)}`).join('\n');
  showMarkdown(
    `**What was wrong.** ${causes === '' ? 'No fault costs a significant amount of accuracy.' : `The most costly first:\n\n${causes}`}\n\n` +
      `**What it is now.** ${escapeMarkdown(now)}\n\n**What to try next.** ${escapeMarkdown(next)}`,
  );
}
