import { sum } from '../base/sum.js';
import { alignColumns } from '../base/text/alignColumns.js';
import { pluralize } from '../base/text/pluralize.js';
import { wrapText } from '../base/text/wrapText.js';
import type { SavedModelMeasures } from '../measure/model/measureSavedModel.js';
import { formatAccuracy, formatNumber, formatPercent, formatWithInterval } from '../metrics/format.js';
import type { Scores } from '../metrics/scores.js';
import type { TopLoss } from '../metrics/topLosses.js';

/** Rows of mistakes that are printed; the others are in the JSON. */
export const MOST_MISTAKES = 8;
const INDENT = '  ';

/** What a model scores, one figure a line. */
export function scoresText({ accuracy, accuracyInterval, ...s }: Scores, numImages: number, majority: number): string {
  return alignColumns(
    [
      ['accuracy', `${formatWithInterval(accuracy, accuracyInterval)} of ${pluralize(numImages, 'validation image')}`],
      ['balanced accuracy', formatWithInterval(s.balancedAccuracy, s.balancedAccuracyInterval)],
      ['always the largest class', formatPercent(majority)],
    ],
    INDENT,
  );
}

/** Recall of every class, and what it is taken for most. */
export function recallsText({ matrix, recalls, recallIntervals }: Scores, classNames: readonly string[]): string {
  const rows = classNames.map((className, k) => {
    const taken = matrix[k]
      .map((n, other) => ({ n, other }))
      .filter(({ n, other }) => n > 0 && other !== k)
      .sort((a, b) => b.n - a.n)
      .slice(0, 2)
      .map(({ n, other }) => `${classNames[other]} ${n}`);
    const support = sum(matrix[k]);
    return [className, String(support), formatWithInterval(recalls[k], recallIntervals[k]), taken.join(', ')];
  });
  return alignColumns([['class', 'images', 'found', 'most often taken for'], ...rows], INDENT);
}

/** What the model is right on under every scaling, and how far that is from what its weights were trained on. */
export function scalingsText({ trials, trained }: SavedModelMeasures, own: boolean): string {
  const [declared] = trials;
  const hasFits = declared.divergence !== undefined;
  const rows = [...trials]
    .sort((a, b) => b.accuracy - a.accuracy)
    .map((trial) => [
      trial.name,
      formatAccuracy(trial.right),
      ...(hasFits ? [`${formatNumber(trial.divergence!)} nats`] : []),
      [...(trial === declared ? ['evaluated'] : []), ...(trial === trained ? ['trained with'] : [])].join(', '),
    ]);
  const header = [
    own ? 'scaling, its own included' : 'scaling',
    'accuracy',
    ...(hasFits ? ['from its weights'] : []),
    '',
  ];
  return alignColumns([header, ...rows], INDENT);
}

/** The images that the model did worst on, with its answer. */
export function lossesText(
  losses: readonly TopLoss[],
  paths: readonly string[],
  classNames: readonly string[],
): string {
  const rows = losses.map(({ index, loss, label, predicted, confidence }) => [
    paths[index],
    `${classNames[predicted]}, ${formatPercent(confidence)} sure`,
    classNames[label],
    loss.toFixed(1),
  ]);
  return alignColumns([['image', 'answer', 'true class', 'loss'], ...rows], INDENT);
}

/** Pairs of classes that are named in the text. */
const MOST_PAIRS = 4;

/** The pairs of classes that are mistaken most often, the most frequent first; nothing where there are none. */
export function mistakesText(scores: Scores, classNames: readonly string[], width: number): string[] {
  const pairs = pairsOf(scores)
    .slice(0, MOST_PAIRS)
    .map(({ label, predicted, count }) => `${classNames[label]} taken for ${classNames[predicted]} ${count}`);
  return pairs.length === 0 ? [] : [wrapText(`The most frequent mistakes: ${pairs.join('; ')}.`, width)];
}

/** Pairs of classes that are mistaken for each other, the most frequent first. */
export function pairsOf({ matrix }: Scores): { label: number; predicted: number; count: number }[] {
  return matrix
    .flatMap((row, label) => row.map((count, predicted) => ({ label, predicted, count })))
    .filter(({ label, predicted, count }) => label !== predicted && count > 0)
    .sort((a, b) => b.count - a.count);
}
