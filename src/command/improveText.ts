import { alignColumns, widthOfColumns } from '../base/text/alignColumns.js';
import { formatDuration } from '../base/text/formatDuration.js';
import { pluralize } from '../base/text/pluralize.js';
import { wrapText } from '../base/text/wrapText.js';
import { howDrawn } from '../diagnose/interventions/trialSample.js';
import { bestAtTop, type Outcome } from '../improve/confirm.js';
import { ranking } from '../improve/halving.js';
import type { Improvement, SearchBegin } from '../improve/improve.js';
import type { Candidate } from '../improve/journal.js';
import { changesInWords } from '../improve/space.js';
import { formatPercent, formatPoints, formatWithInterval } from '../metrics/format.js';
import { changedLines } from '../recipe/keras/kerasLines.js';

/** What a search does, before its first training. */
export function beginText({ sample, steps, numEarlier, candidates }: SearchBegin, minutes: number): string {
  const [first, ...others] = steps;
  const limit = Number.isFinite(minutes) ? `for at most ${pluralize(minutes, 'minute')} in all` : 'until Ctrl-C';
  const rungs =
    others.length === 0
      ? `Each is trained on ${first} training images`
      : `Each begins on ${first} training images. The best third go on to ${others.join(', and the best third of those to ')}`;
  const earlier =
    numEarlier === 0
      ? ''
      : ` Earlier calls tried ${pluralize(candidates.length, 'recipe')}; this one goes on from there.`;
  return `Now recipes are tried ${limit}, yours first. ${rungs}${howDrawn(sample)}. They are selected by ${sample.numSelection} other training images. The result is measured on ${sample.numEvaluation} or more validation images, which select nothing. Ctrl-C ends it with the result so far; the same command goes on from there.${earlier}`;
}

/** What a training on the whole sample showed, where it is worth a line; without a full stop. */
export function trainedText(
  candidate: Candidate,
  rung: number,
  { space, steps, candidates }: Pick<SearchBegin, 'space' | 'steps' | 'candidates'>,
): string | undefined {
  const accuracy = candidate.accuracies.at(-1)!;
  if (candidate.isOwn && Number.isNaN(accuracy)) return 'Your recipe diverges in its first epoch';
  if (rung < steps.length - 1) return undefined;
  if (candidate.isOwn) return `Your recipe: ${formatPercent(accuracy)} of the images that select`;
  if (bestAtTop(candidates, steps.length) !== candidate) return undefined;
  return `Better: ${formatPercent(accuracy)} with ${changesInWords(space, candidate.point)}`;
}

/** Recipes in the table of the best. */
const SHOWN = 5;

/** A row for each of the best recipes of the highest rung, and for the user's: accuracy where it was selected, and changes. */
export function bestRows({ space, candidates, steps }: Improvement): { accuracy: number; changes: string }[] {
  const ranked = ranking(candidates, steps.length - 1).map((i) => candidates[i]!);
  const shown = ranked.filter(({ isOwn }, rank) => isOwn || rank < SHOWN);
  return shown.map(({ accuracies, isOwn, point }) => ({
    accuracy: accuracies.at(-1)!,
    changes: isOwn ? 'your recipe' : changesInWords(space, point),
  }));
}

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
    wrapText(recommendationText(outcome), width),
    ...linesText(outcome),
    ...importanceText(found, width),
    ...edges.map(({ dimension, advice }) =>
      wrapText(`The best ${dimension.title} lies at the edge of what was searched: ${advice}.`, width),
    ),
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

export function triedText({ candidates, steps, numTooLong }: Improvement, seconds: number): string {
  const reached = steps.map((images, rung) => ({
    images,
    count: candidates.filter(({ accuracies }) => accuracies.length > rung && !Number.isNaN(accuracies[rung])).length,
  }));
  const failed = candidates.filter(({ accuracies }) => accuracies.some(Number.isNaN)).length;
  const counts = reached.map(({ images, count }) => `${count} on ${images} training images`);
  const others = failed === 0 ? '' : ` ${failed} could not be trained.`;
  const passed = numTooLong === 0 ? '' : ` ${pluralize(numTooLong, 'recipe')} would have taken too long for the time.`;
  return `Recipes trained: ${counts.join(', ')}.${others}${passed} All of it took ${formatDuration(seconds)}.`;
}

/** Where and on what the two recipes were compared. */
export function placeText({ measuredOn, own }: Outcome): string {
  const numImages = own.runs[0]!.labels.length;
  const how = measuredOn === 'all images' ? 'Trained on all images' : 'Trained on the sample, not on all images';
  return `${how}, and evaluated on ${pluralize(numImages, 'validation image')} that selected nothing`;
}

/** The user's recipe and the best other one on the evaluation part. */
export function evaluatedRows({ space, outcome: { own, best } }: Improvement): { cells: string[]; changes: string }[] {
  const accuracyOf = ({ accuracy }: typeof own): string => formatWithInterval(accuracy.value, accuracy.interval);
  return [
    { cells: [accuracyOf(own), ''], changes: 'your recipe' },
    ...(best === undefined
      ? []
      : [{ cells: [accuracyOf(best), formatPoints(best.gain)], changes: changesInWords(space, best.point) }]),
  ];
}

/** Which recipe to use, and why. */
export function recommendationText({ best, isShown, comparisons, measuredOn }: Outcome): string {
  if (best === undefined) return 'Recommended: your recipe. No other that was tried is more accurate.';
  const widened =
    comparisons > 1 ? ` The interval is widened, since ${comparisons} recipes have been compared on these images.` : '';
  if (!isShown)
    return `Recommended: your recipe. The gain of the best other one is not shown: its interval includes 0. More images or more time may show it.${widened}`;
  const onSample = measuredOn === 'sample' ? ' Train it on all images before you rely on its accuracy.' : '';
  return `Recommended: the changed recipe. Its gain is shown: the interval is above 0.${widened}${onSample}`;
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
    const text = `What mattered is not estimated: ${pluralize(candidates.length, 'recipe')} are too few for that.`;
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
