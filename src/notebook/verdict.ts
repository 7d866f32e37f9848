import type { Fix } from '../diagnose/verdict/fixes.js';
import { otherBackbones } from '../diagnose/verdict/improvements.js';
import { type Measured, measureCauses } from '../diagnose/verdict/measureCauses.js';
import { type Baseline, verdictOf } from '../diagnose/verdict/verdict.js';
import { formatPercent, formatPoints } from '../metrics/format.js';
import { ablationLadder } from '../plots/ablationLadder.js';
import { causeBars } from '../plots/causeBars.js';
import type { Reference } from '../plots/referenceLines.js';
import type { Recipe } from '../recipe/recipeType.js';
import { findingsOfRecipe } from './checkRecipe.js';
import { newPlace, showMarkdown, showPlot } from './display.js';
import { showFindings } from './findings.js';
import { escapeMarkdown } from './html.js';
import type { OpenDataset } from './openDataset.js';
import { type NamedRun, showRuns } from './runsTable.js';
import { trainSeeds } from './trainSeeds.js';

/**
 * Applies fixes one after the other, then tries improvements and keeps those that are better, and then takes each fix
 * away alone again. In between the mended recipe is checked again, since faults hide each other. Last, what came out is
 * tried on another backbone where the weights are not plain ImageNet's. Every recipe is trained once for each of `seeds`
 * seeds, or read.
 *
 * @param first what the recipe is called
 * @param fixes in order of suspicion: those of `fixesOf`, or your own
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
  const measured = await measureCauses({
    first,
    recipe,
    fixes,
    improvements,
    alternatives: otherBackbones,
    run: async (name, changed) => {
      const runs = await trainSeeds(name, changed, dataset, seeds, { status: place });
      trained.push(...runs.map((run) => ({ names: [name], run })));
      return runs;
    },
    recheck: async (changed, run) => {
      showMarkdown('Checking the mended recipe again, for what the first faults hid.', place);
      return findingsOfRecipe(changed, dataset, run);
    },
  });
  showRuns(['recipe'], trained, place);
  if (measured.hiddenFindings.length > 0) {
    showMarkdown('Found only once the first faults were mended, which had hidden it:');
    showFindings(measured.hiddenFindings, dataset.folder);
  }
  return measured;
}

/** The ladder with the 95 % interval of each accuracy. */
export async function showLadder({ steps: rungs }: Measured, references: readonly Reference[]): Promise<void> {
  const shown = rungs.map(({ change, accuracy, kept }) => ({
    change,
    accuracy: accuracy.value,
    interval: accuracy.interval,
    leftOut: !kept,
  }));
  const sentence = shown.map(({ change, accuracy }) => `${change}: ${formatPercent(accuracy)}`).join('; ');
  await showPlot(ablationLadder(shown, references), `Validation accuracy, one change a row. ${sentence}.`);
}

/** What each fault costs, measured both ways. */
export async function showCauses({ causes }: Measured): Promise<void> {
  if (causes.length === 0) {
    showMarkdown('No check asks for a change, and there is nothing to measure.');
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

/** What was wrong, with its points of accuracy; what the accuracy is now; what to try next. */
export function showVerdict(measured: Measured, baselines: readonly Baseline[]): void {
  const { wrong, now, next } = verdictOf(measured, baselines);
  const causes = wrong.map((cause, i) => `${i + 1}. ${escapeMarkdown(cause)}`).join('\n');
  showMarkdown(
    `**What was wrong.** ${causes === '' ? 'Nothing is shown to cost accuracy.' : `The most costly first:\n\n${causes}`}\n\n` +
      `**What it is now.** ${escapeMarkdown(now)}\n\n**What to try next.** ${escapeMarkdown(next)}`,
  );
}
