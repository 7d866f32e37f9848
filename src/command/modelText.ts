import { sum } from '../base/sum.js';
import { alignColumns } from '../base/text/alignColumns.js';
import { pluralize } from '../base/text/pluralize.js';
import { wrapText } from '../base/text/wrapText.js';
import type { SavedModelMeasures } from '../measure/model/measureSavedModel.js';
import { statisticsLagBehind } from '../measure/model/modelPhases.js';
import { isDeclaredShown } from '../measure/model/scalingTrials.js';
import { formatAccuracy, formatNumber, formatPercent, formatWithInterval } from '../metrics/format.js';
import type { Scores } from '../metrics/scores.js';
import type { TopLoss } from '../metrics/topLosses.js';

/** Images with large losses that are printed; all of them are in the JSON. */
export const MAX_LOSSES = 8;
const INDENT = '  ';

/**
 * Accuracies of a model, one a line.
 *
 * @param majority accuracy of always predicting the largest class, in [0, 1]
 */
export function scoresText({ accuracy, accuracyInterval, ...s }: Scores, numImages: number, majority: number): string {
  return alignColumns(
    [
      ['accuracy', `${formatWithInterval(accuracy, accuracyInterval)} of ${pluralize(numImages, 'validation image')}`],
      ['balanced accuracy', formatWithInterval(s.balancedAccuracy, s.balancedAccuracyInterval)],
      ['majority class', formatPercent(majority)],
    ],
    INDENT,
  );
}

/** Recall of every class, and the classes that it is most often predicted as. */
export function recallsText({ matrix, recalls, recallIntervals }: Scores, classNames: readonly string[]): string {
  const rows = classNames.map((className, k) => {
    const mistakes = matrix[k]!.map((n, other) => ({ n, other }))
      .filter(({ n, other }) => n > 0 && other !== k)
      .sort((a, b) => b.n - a.n)
      .slice(0, 2)
      .map(({ n, other }) => `${classNames[other]} ${n}`);
    const support = sum(matrix[k]!);
    return [className, String(support), formatWithInterval(recalls[k]!, recallIntervals[k]!), mistakes.join(', ')];
  });
  return alignColumns([['class', 'images', 'recall', 'most often predicted as'], ...rows], INDENT);
}

/**
 * Accuracy with every scaling, and the divergence of its activations from what the weights were trained on.
 *
 * @param scalesItself whether the model also scales its input itself
 */
export function scalingsText({ trials, trained, phases }: SavedModelMeasures, scalesItself: boolean): string {
  const declared = trials[0]!;
  const lags = phases !== undefined && statisticsLagBehind(phases);
  const isShown = trained !== declared || (!lags && isDeclaredShown(trials));
  const hasDivergences = declared.divergence !== undefined;
  const rows = [...trials]
    .sort((a, b) => b.accuracy - a.accuracy)
    .map((trial) => [
      trial.name,
      formatAccuracy(trial.right),
      ...(hasDivergences ? [`${formatNumber(trial.divergence!)} nats`] : []),
      [...(trial === declared ? ['evaluated'] : []), ...(trial === trained && isShown ? ['trained with'] : [])].join(
        ', ',
      ),
    ]);
  const header = [
    scalesItself ? 'scaling (including its own)' : 'scaling',
    'accuracy',
    ...(hasDivergences ? ['divergence'] : []),
    '',
  ];
  return alignColumns([header, ...rows], INDENT);
}

/** The images with the largest losses, and what the model predicts for them. */
export function lossesText(
  losses: readonly TopLoss[],
  paths: readonly string[],
  classNames: readonly string[],
): string {
  const rows = losses.map(({ index, loss, label, predicted, confidence }) => [
    paths[index]!,
    `${classNames[predicted]} (${formatPercent(confidence)})`,
    classNames[label]!,
    loss.toFixed(1),
  ]);
  return alignColumns([['image', 'predicted', 'true class', 'loss'], ...rows], INDENT);
}

/** Pairs of classes that are printed; all of them are in the JSON. */
const MAX_PAIRS = 4;

/** The pairs of classes that are confused most often, as a paragraph; none if there are no mistakes. */
export function mistakesText(scores: Scores, classNames: readonly string[], width: number): string[] {
  const pairs = pairsOf(scores)
    .slice(0, MAX_PAIRS)
    .map(({ label, predicted, count }) => `${classNames[label]} as ${classNames[predicted]} (${count})`);
  return pairs.length === 0 ? [] : [wrapText(`Most frequent mistakes: ${pairs.join(', ')}.`, width)];
}

/** Pairs of true and predicted class that differ, with their counts, the most frequent first. */
export function pairsOf({ matrix }: Scores): { label: number; predicted: number; count: number }[] {
  return matrix
    .flatMap((row, label) => row.map((count, predicted) => ({ label, predicted, count })))
    .filter(({ label, predicted, count }) => label !== predicted && count > 0)
    .sort((a, b) => b.count - a.count);
}
