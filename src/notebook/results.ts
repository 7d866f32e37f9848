import { type Scores, scores } from '../metrics/scores.js';
import type { Recipe } from '../recipe/recipeType.js';
import { checkSameEvaluation } from '../run/evaluationDigest.js';
import type { StoredRun } from '../store/runStore.js';
import { showHtml } from './display.js';
import { formatPercent, formatWithInterval, table } from './html.js';

/** What the runs score, one a row, each with its 95 % interval. */
export function showScores(runs: Readonly<Record<string, StoredRun>>): void {
  checkSameEvaluation(Object.values(runs));
  const rows = Object.entries(runs).map(([name, run]) => {
    const s = scoresOf(run);
    return [
      name,
      formatPercent(run.history[run.bestEpoch - 1].trainAccuracy),
      formatWithInterval(s.accuracy, s.accuracyInterval),
      formatWithInterval(s.balancedAccuracy, s.balancedAccuracyInterval),
      formatWithInterval(s.macroF1, s.macroF1Interval),
    ];
  });
  showHtml(
    table(['run', 'training accuracy', 'validation accuracy', 'balanced accuracy', 'macro F1'], rows),
    rows.map((row) => row.join(', ')).join('\n'),
  );
}

/** Recall of every class under each run, with Wilson's interval. */
export function showRecalls(runs: Readonly<Record<string, StoredRun>>): void {
  checkSameEvaluation(Object.values(runs));
  const all = Object.entries(runs).map(([name, run]) => ({ name, run, s: scoresOf(run) }));
  const rows = all[0].run.classNames.map((className, i) => [
    className,
    all[0].s.matrix[i].reduce((sum, n) => sum + n, 0),
    ...all.map(({ s }) => formatWithInterval(s.recalls[i], s.recallIntervals[i])),
  ]);
  showHtml(
    table(['recall of', 'validation images', ...all.map(({ name }) => name)], rows),
    rows.map((row) => row.join(', ')).join('\n'),
  );
}

/** The whole recipe, folded. */
export function showRecipe(name: string, recipe: Recipe): void {
  const text = JSON.stringify(recipe, null, 1);
  showHtml(`<details><summary>recipe: ${name}</summary><pre>${text}</pre></details>`, text);
}

/** Scores of a run's best epoch on the validation images that it is told on. */
export function scoresOf(run: StoredRun): Scores {
  return scores(run.labels, run.probabilities, run.classNames.length);
}
