import { counted } from '../base/counted.js';
import { type Change, climbRungs, type Rung } from '../diagnose/measureCauses.js';
import { choosingOutcomesOf, outcomesOf } from '../experiments/outcomes.js';
import type { Recipe } from '../experiments/recipe.js';
import { isShown, meanAccuracy, pairedGain } from '../metrics/paired.js';
import { ablationLadder } from '../plots/ablationLadder.js';
import type { Reference } from '../plots/referenceLines.js';
import { showMarkdown, showPlot } from './display.js';
import { escapeMarkdown, percent, points, withInterval } from './html.js';
import type { OpenDataset } from './project.js';
import { trainSeeds } from './trainSeeds.js';

/** Trains the recipe, then with the first change, then with the first two, and so on; each for `seeds` seeds. */
export async function climb(
  first: string,
  recipe: Recipe,
  changes: readonly Change[],
  dataset: OpenDataset,
  seeds = 1,
): Promise<Rung[]> {
  return climbRungs(first, recipe, changes, (name, changed) => trainSeeds(name, changed, dataset, seeds));
}

/** The ladder with the 95 % interval of each accuracy. */
export async function showLadder(steps: readonly Rung[], references: readonly Reference[]): Promise<void> {
  const rungs = steps.map(({ change, accuracy }) => ({
    change,
    accuracy: accuracy.value,
    interval: accuracy.interval,
  }));
  const sentence = rungs.map(({ change, accuracy }) => `${change}: ${percent(accuracy)}`).join('; ');
  await showPlot(ablationLadder(rungs, references), `Validation accuracy, one change a row. ${sentence}.`);
}

/**
 * What each change brought, the most first, and what to do: the recipe of the best rung that was measured. A gain whose
 * interval holds 0 is no gain.
 */
export function showVerdict(steps: readonly Rung[]): void {
  const [first] = steps;
  const toChooseBy = ({ runs }: Rung): number => meanAccuracy(runs.map(choosingOutcomesOf)).value;
  const best = steps.reduce((a, b) => (toChooseBy(b) > toChooseBy(a) ? b : a));
  const changes = steps.slice(1).sort((a, b) => b.gain!.value - a.gain!.value);
  const lines = changes.map(({ change, gain }, i) => {
    const proof = isShown(gain!) ? '' : ', no difference shown';
    return `${i + 1}. ${escapeMarkdown(change)}: ${points(gain!)}${proof}`;
  });
  const whole = pairedGain(first.runs.map(outcomesOf), best.runs.map(outcomesOf));
  const [from, to] = [first, best].map(({ accuracy }) => withInterval(accuracy.value, accuracy.interval));
  const base = `on ${counted(first.runs[0].labels.length, 'validation image')} and ${counted(first.runs.length, 'seed')}`;
  showMarkdown(
    `Accuracy goes from **${from}** to **${to}**, ${points(whole)}, ${base}. What each change brought, ` +
      `after those above it in the ladder:\n\n${lines.join('\n')}\n\n**${adviceOf(steps, best, isShown(whole))}**`,
  );
}

function adviceOf(steps: readonly Rung[], best: Rung, better: boolean): string {
  if (best === steps[0] || !better)
    return 'What to do: nothing yet, no recipe here is shown to be better than the first.';
  const changes = steps.slice(1, steps.indexOf(best) + 1).map(({ change }) => escapeMarkdown(change));
  return `What to do: take the recipe of the row '${changes[changes.length - 1]}', which holds: ${changes.join('; ')}.`;
}
