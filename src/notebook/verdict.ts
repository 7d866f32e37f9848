import type { Fix } from '../diagnose/verdict/fixes.js';
import type { Measured } from '../diagnose/verdict/measureCauses.js';
import { measureFixes as measureRecipe } from '../diagnose/verdict/measureFixes.js';
import { type BaselineAccuracy, verdictOf } from '../diagnose/verdict/verdict.js';
import { ablationLadder } from '../plots/ablationLadder.js';
import { causeBars } from '../plots/causeBars.js';
import type { ReferenceLine } from '../plots/referenceLines.js';
import type { Recipe } from '../recipe/recipeType.js';
import { findingsOfRecipe } from './checkRecipe.js';
import { newPlace, showMarkdown, showPlot } from './display.js';
import { showFindings } from './findings.js';
import { escapeMarkdown, formatPercent, formatPoints } from './html.js';
import type { OpenDataset } from './openDataset.js';
import { type NamedRun, showRuns } from './runsTable.js';
import { trainSeeds } from './trainSeeds.js';

/**
 * Applies fixes one after the other, then tries improvements and keeps those that raise accuracy, and then removes each fix
 * alone again. Between, the fixed recipe is checked again, since faults hide each other. Last, another backbone is tried
 * where the weights are not plain ImageNet weights. Every recipe is trained once for each of `seeds` seeds, or read.
 *
 * @param first name of the recipe
 * @param fixes the most severe first: those of `fixesOf`, or your own
 * @param improvements those of `improvementsOf`, or your own
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
  const measured = await measureRecipe(
    { name: first, recipe, fixes, improvements },
    {
      train: (name, changed) => trainSeeds(name, changed, dataset, seeds, { status: place }),
      check: (changed, run) => findingsOfRecipe(changed, dataset, run),
      onTrained: (name, runs) => trained.push(...runs.map((run) => ({ names: [name], run }))),
      onRecheck: () => showMarkdown('Checking the fixed recipe again, for what the first faults hid.', place),
    },
  );
  showRuns(['recipe'], trained, place);
  if (measured.hiddenFindings.length > 0) {
    showMarkdown('Found only after the first faults were fixed, which had hidden it:');
    showFindings(measured.hiddenFindings, dataset.folder);
  }
  return measured;
}

/** Shows the accuracy after each change, with its 95 % interval. */
export async function showLadder({ steps }: Measured, references: readonly ReferenceLine[]): Promise<void> {
  const shown = steps.map(({ change, accuracy, kept }) => ({
    change,
    accuracy: accuracy.value,
    interval: accuracy.interval,
    leftOut: !kept,
  }));
  const sentence = shown.map(({ change, accuracy }) => `${change}: ${formatPercent(accuracy)}`).join('; ');
  await showPlot(ablationLadder(shown, references), `Validation accuracy, one change per row. ${sentence}.`);
}

/** Shows what each fault costs, measured both ways. */
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
  const sentence = causes.map(
    ({ change, cost, gain }) => `${change}: ${formatPoints(cost)} alone, ${formatPoints(gain)} in turn`,
  );
  await showPlot(causeBars(bars), `Validation accuracy that each fault costs. ${sentence.join('; ')}.`);
}

/** Shows what was wrong, with its points of accuracy, what the accuracy is now, and what to try next. */
export function showVerdict(measured: Measured, baselines: readonly BaselineAccuracy[]): void {
  const { wrong, now, next } = verdictOf(measured, baselines);
  const causes = wrong.map((cause, i) => `${i + 1}. ${escapeMarkdown(cause)}`).join('\n');
  showMarkdown(
    `**What was wrong.** ${causes === '' ? 'No fault costs a significant amount of accuracy.' : `The most costly first:\n\n${causes}`}\n\n` +
      `**What it is now.** ${escapeMarkdown(now)}\n\n**What to try next.** ${escapeMarkdown(next)}`,
  );
}
