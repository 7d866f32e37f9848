import { alignColumns, widthOfColumns } from '../base/text/alignColumns.js';
import { wrapText } from '../base/text/wrapText.js';
import type { Outcome } from '../improve/confirm.js';
import { LEAST_POINTS } from '../improve/importance.js';
import type { Improvement } from '../improve/improve.js';
import {
  bestRows,
  edgeText,
  evaluatedRows,
  numTried,
  placeText,
  recommendationText,
  triedText,
} from '../improve/inWords.js';
import { formatPercent, formatWithInterval } from '../metrics/format.js';
import { changedLines } from '../recipe/keras/kerasLines.js';

/** The result of a search as text. */
export function improveText(found: Improvement, { seconds, width }: { seconds: number; width: number }): string {
  const { outcome, journalFile, edges } = found;
  return [
    'RESULT',
    wrapText(triedText(found, seconds), width),
    '',
    'The best of them, by the images that select:',
    rowsText(
      bestRows(found).map(({ accuracy, changes }) => [[formatPercent(accuracy)], changes]),
      width,
    ),
    '',
    wrapText(`${placeText(outcome)}:`, width),
    rowsText(
      evaluatedRows(found).map(({ cells, changes }) => [cells, changes]),
      width,
    ),
    '',
    wrapText(recommendationText(found), width),
    ...linesText(outcome),
    ...importanceText(found, width),
    ...edges.map((edge) => wrapText(edgeText(edge), width)),
    '',
    wrapText(`The search is kept in ${journalFile}. It is a journal of Optuna: optuna-dashboard shows it.`, width),
  ].join('\n');
}

/** Aligned figures, and behind them text that may take several lines. */
function rowsText(rows: readonly (readonly [figures: readonly string[], text: string])[], width: number): string {
  const figures = rows.map(([cells]) => [...cells, '|']);
  const before = widthOfColumns([figures[0]!.map(() => ''), ...figures]) - 1;
  // The first row of `alignColumns` is a header.
  const lines = alignColumns([figures[0]!.map(() => ''), ...figures], '  ')
    .split('\n')
    .slice(1);
  return lines
    .map((line, i) => wrapText(rows[i]![1], width, ' '.repeat(before + 2), line.slice(0, -1).padEnd(before + 2)))
    .join('\n');
}

/** The lines of Keras to change, where another recipe is recommended. */
function linesText({ own, best, isShown }: Outcome): string[] {
  if (!isShown || best === undefined) return [];
  const { before, after } = changedLines(own.recipe, best.recipe);
  return ['', 'In Keras:', ...before.map((line) => `  - ${line}`), ...after.map((line) => `  + ${line}`)];
}

/** Characters of a share of 1. */
const BAR_WIDTH = 40;

/** What mattered, as bars. */
function importanceText({ importances, steps, candidates }: Improvement, width: number): string[] {
  if (importances.length === 0) {
    const tried = numTried(candidates);
    const text = `What mattered is estimated from ${LEAST_POINTS} recipes on; ${tried} ${tried === 1 ? 'was' : 'were'} tried.`;
    return ['', wrapText(text, width)];
  }
  const names = Math.max(...importances.map(({ dimension }) => dimension.title.length));
  const rows = importances.map(({ dimension, share, interval }) => {
    const bar = '█'.repeat(Math.max(1, Math.round(BAR_WIDTH * share)));
    return `  ${dimension.title.padEnd(names)}  ${bar} ${formatWithInterval(share, interval)}`;
  });
  const head = `What mattered: share of the variance of the accuracy on ${steps[0]} training images, with 95 % intervals:`;
  return ['', wrapText(head, width), ...rows, ''];
}
