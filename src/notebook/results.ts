import { sum } from '../base/sum.js';
import { pluralize } from '../base/text/pluralize.js';
import { formatPercent, formatWithInterval } from '../metrics/format.js';
import { type Scores, scores } from '../metrics/scores.js';
import { confusionHeatmap } from '../plots/confusionHeatmap.js';
import { checkSameEvaluation } from '../run/evaluationDigest.js';
import type { StoredRun } from '../store/runStore.js';
import { showPlot, showTable } from './display.js';
import { type NotebookRun, sampleCaption } from './sampleCaption.js';

/**
 * Shows a table of the scores of runs, one row each: training and validation accuracy, balanced accuracy and macro F1,
 * with 95 % intervals (Wilson's for accuracy, bootstrap for the others).
 *
 * @param runs under the names that the rows get
 * @throws UserError where the runs are evaluated on different images
 *
 * @example
 * thaw.showScores({ 'without class weights': plain, 'balanced class weights': balanced });
 */
export function showScores(runs: Readonly<Record<string, NotebookRun>>): void {
  checkSameEvaluation(Object.values(runs));
  const rows = Object.entries(runs).map(([name, run]) => {
    const s = scoresOf(run);
    return [
      name,
      formatPercent(run.history[run.bestEpoch - 1]!.trainAccuracy),
      formatWithInterval(s.accuracy, s.accuracyInterval),
      formatWithInterval(s.balancedAccuracy, s.balancedAccuracyInterval),
      formatWithInterval(s.macroF1, s.macroF1Interval),
    ];
  });
  showTable(
    ['run', 'training accuracy', 'validation accuracy', 'balanced accuracy', 'macro F1'],
    rows,
    undefined,
    captionOf(runs),
  );
}

/**
 * Shows a table of the recall of every class, a column for each run, with Wilson's 95 % intervals.
 *
 * @param runs under the names that the columns get
 * @throws UserError where the runs are evaluated on different images
 *
 * @example
 * thaw.showRecalls({ 'without class weights': plain, 'balanced class weights': balanced });
 */
export function showRecalls(runs: Readonly<Record<string, NotebookRun>>): void {
  checkSameEvaluation(Object.values(runs));
  const all = Object.entries(runs).map(([name, run]) => ({ name, run, s: scoresOf(run) }));
  const rows = all[0]!.run.classNames.map((className, i) => [
    className,
    sum(all[0]!.s.matrix[i]!),
    ...all.map(({ s }) => formatWithInterval(s.recalls[i]!, s.recallIntervals[i]!)),
  ]);
  showTable(['recall of', 'validation images', ...all.map(({ name }) => name)], rows, undefined, captionOf(runs));
}

/**
 * Shows the confusion matrix of a run: rows are true classes, columns predicted ones, colors the share of the true
 * class.
 *
 * @param title heading, where there are several
 *
 * @example
 * await thaw.showConfusion(run, 'reference');
 */
export async function showConfusion(run: NotebookRun, title = ''): Promise<void> {
  const { classNames, labels } = run;
  const { matrix } = scoresOf(run);
  const correct = matrix.reduce((sum, row, i) => sum + row[i]!, 0);
  const recalls = classNames.map((name, i) => `${name} ${matrix[i]![i]} of ${sum(matrix[i]!)}`);
  await showPlot(
    confusionHeatmap(matrix, classNames, title),
    `Confusion matrix${title === '' ? '' : ` of ${title}`}: ${correct} of ${pluralize(labels.length, 'validation image')} correct. By class: ${recalls.join(', ')}.`,
    undefined,
    sampleCaption(run),
  );
}

/**
 * Computes the scores of the best epoch of a run, on the validation images that it is evaluated on.
 *
 * @returns confusion matrix, accuracy, balanced accuracy, macro F1 and recalls, in [0, 1], each with its 95 % interval
 *
 * @example
 * const { balancedAccuracy } = thaw.scoresOf(run);
 */
export function scoresOf(run: StoredRun): Scores {
  return scores(run.labels, run.probabilities, run.classNames.length);
}

/** The sample that runs were trained on; those that are compared share it. */
function captionOf(runs: Readonly<Record<string, NotebookRun>>): string | undefined {
  return sampleCaption(Object.values(runs)[0]!);
}
