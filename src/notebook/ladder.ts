import { type Recipe, withChanges } from '../experiments/recipe.js';
import type { StoredRun } from '../experiments/runStore.js';
import { ablationLadder, type Reference } from '../plots/ablationLadder.js';
import { showMarkdown, showPlot } from './display.js';
import { percent } from './html.js';
import type { OpenDataset } from './project.js';
import { train } from './train.js';
import { scoresOf } from './views.js';

/** One change of a recipe, in words and in values. */
export interface Change {
  change: string;
  patch: Partial<Recipe>;
}

export interface Step {
  change: string;
  recipe: Recipe;
  run: StoredRun;
  /** Points of validation accuracy, in [-1, 1], that this change brought; 0 for the first. */
  gain: number;
}

/** Trains the recipe, then with the first change, then with the first two, and so on. */
export async function climb(
  first: string,
  recipe: Recipe,
  changes: readonly Change[],
  dataset: OpenDataset,
): Promise<Step[]> {
  const steps: Step[] = [];
  let current = recipe;
  for (const { change, patch } of [{ change: first, patch: {} }, ...changes]) {
    current = withChanges(current, patch);
    const run = await train(change, current, dataset);
    const before = steps[steps.length - 1]?.run;
    steps.push({
      change,
      recipe: current,
      run,
      gain: before === undefined ? 0 : bestAccuracy(run) - bestAccuracy(before),
    });
  }
  return steps;
}

/** The ladder with Wilson's 95 % interval of each accuracy. */
export async function showLadder(steps: readonly Step[], references: readonly Reference[]): Promise<void> {
  const rungs = steps.map(({ change, run }) => {
    const { accuracy, accuracyInterval } = scoresOf(run);
    return { change, accuracy, interval: accuracyInterval };
  });
  const sentence = rungs.map(({ change, accuracy }) => `${change}: ${percent(accuracy)}`).join('; ');
  await showPlot(ablationLadder(rungs, references), sentence);
}

/** The causes by the accuracy that each cost, and what to do. Changes within one interval of nothing are named so. */
export function showVerdict(steps: readonly Step[]): void {
  const [first, last] = [steps[0], steps[steps.length - 1]];
  const causes = [...steps.slice(1)].sort((a, b) => b.gain - a.gain);
  const lines = causes.map(
    (step, i) =>
      `${i + 1}. ${step.change}: ${step.gain < 0 ? '−' : '+'}${Math.abs(Math.round(100 * step.gain))} points`,
  );
  const [from, to] = [scoresOf(first.run), scoresOf(last.run)];
  const apart = to.accuracyInterval[0] > from.accuracyInterval[1];
  const proof = apart ? 'The two intervals do not overlap.' : 'The two intervals overlap: no difference is shown.';
  const worth = causes.filter(({ gain }) => gain > 0.02).map(({ change }) => change);
  const advice =
    worth.length === 0
      ? 'Change nothing yet: no change brought more than 2 points here.'
      : `Do first: ${worth.join('; then ')}.`;
  showMarkdown(
    `The recipe goes from **${percent(from.accuracy)}** to **${percent(to.accuracy)}** on ${first.run.labels.length} validation images. ${proof}\n\n${lines.join('\n')}\n\n**${advice}**`,
  );
}

function bestAccuracy({ history, bestEpoch }: StoredRun): number {
  return history[bestEpoch - 1].validationAccuracy;
}
