import { pluralize } from '../base/text/pluralize.js';
import { formatPercent, formatWithInterval } from '../metrics/format.js';
import { type Scores, scores } from '../metrics/scores.js';
import { confusionHeatmap } from '../plots/confusionHeatmap.js';
import { checkSameEvaluation } from '../run/evaluationDigest.js';
import type { StoredRun } from '../store/runStore.js';
import { showPlot, showTable } from './display.js';

/** Shows the scores of runs, one a row, each with its 95 % interval. */
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
  showTable(['run', 'training accuracy', 'validation accuracy', 'balanced accuracy', 'macro F1'], rows);
}

/** Shows the recall of every class, a column for each run, with its 95 % interval. */
export function showRecalls(runs: Readonly<Record<string, StoredRun>>): void {
  checkSameEvaluation(Object.values(runs));
  const all = Object.entries(runs).map(([name, run]) => ({ name, run, s: scoresOf(run) }));
  const rows = all[0].run.classNames.map((className, i) => [
    className,
    all[0].s.matrix[i].reduce((sum, n) => sum + n, 0),
    ...all.map(({ s }) => formatWithInterval(s.recalls[i], s.recallIntervals[i])),
  ]);
  showTable(['recall of', 'validation images', ...all.map(({ name }) => name)], rows);
}

/** Shows the confusion matrix of a run: rows are true classes, columns predicted ones. */
export async function showConfusion(run: StoredRun, title = ''): Promise<void> {
  const { classNames, labels } = run;
  const { matrix } = scoresOf(run);
  const correct = matrix.reduce((sum, row, i) => sum + row[i], 0);
  const recalls = classNames.map((name, i) => `${name} ${matrix[i][i]} of ${matrix[i].reduce((a, b) => a + b, 0)}`);
  await showPlot(
    confusionHeatmap(matrix, classNames, title),
    `Confusion matrix${title === '' ? '' : ` of ${title}`}: ${correct} of ${pluralize(labels.length, 'validation image')} correct. By class: ${recalls.join(', ')}.`,
  );
}

/** Scores of a run's best epoch on the validation images that it is told on. */
export function scoresOf(run: StoredRun): Scores {
  return scores(run.labels, run.probabilities, run.classNames.length);
}
