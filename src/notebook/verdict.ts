import { pluralize } from '../base/text/pluralize.js';
import type { Fix } from '../diagnose/verdict/fixes.js';
import type { Cause, Measured } from '../diagnose/verdict/measureCauses.js';
import { measureFixes as measureRecipe } from '../diagnose/verdict/measureFixes.js';
import { type BaselineAccuracy, headlineOf, verdictOf } from '../diagnose/verdict/verdict.js';
import { formatCost, formatPercent } from '../metrics/format.js';
import { ablationLadder } from '../plots/ablationLadder.js';
import { causeBars } from '../plots/causeBars.js';
import type { Recipe } from '../recipe/recipeType.js';
import { findingsOfRecipe } from './checkRecipe.js';
import { newPlace, showMarkdown, showPlot, showSummary, showSummaryPlot } from './display.js';
import { showFindings } from './findings.js';
import { interruptible } from './interruptible.js';
import type { OpenDataset } from './openDataset.js';
import { type NamedRun, showRuns } from './runsTable.js';
import { trainSeeds } from './trainSeeds.js';
import { verdictHtml, verdictSentences } from './verdictHtml.js';

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
  await showSummaryPlot(ablationLadder(shown, baselines), `Validation accuracy, one change per row. ${sentence}.`);
}

/**
 * Plots what each fault costs: the points of accuracy lost when it alone is put back into the fixed recipe, and those gained
 * when it was fixed in turn.
 *
 * @example
 * await thaw.showCauses(measured);
 */
export async function showCauses({ causes }: Measured): Promise<void> {
  if (causes.length === 0) {
    showMarkdown('No check suggests a change, so there is nothing to measure.');
    return;
  }
  const named = namedApart(causes);
  const bars = named.map(({ fault, cost, gain }) => ({
    fault,
    cost: cost.value,
    interval: cost.interval,
    gain: gain.value,
  }));
  const sentences = named.map(
    ({ fault, cost, gain }) => `${fault}: ${formatCost(cost)}; gained when fixed in turn: ${formatCost(gain)}.`,
  );
  await showPlot(causeBars(bars), `Points of validation accuracy that each fault costs. ${sentences.join(' ')}`);
}

/** Causes with the name of their fault; where two have one name, with what fixes each of them. */
function namedApart(causes: readonly Cause[]): (Cause & { fault: string })[] {
  const names = causes.map(headlineOf);
  return causes.map((cause, i) => {
    const isAmbiguous = names.filter((name) => name === names[i]).length > 1;
    return { ...cause, fault: isAmbiguous ? `${names[i]} (${cause.change})` : names[i]! };
  });
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
  const verdict = verdictOf(measured, baselines);
  showSummary(verdictHtml(verdict), verdictSentences(verdict));
}
