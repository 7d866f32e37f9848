import { formatDuration } from '../base/text/formatDuration.js';
import { pluralize } from '../base/text/pluralize.js';
import { howDrawn } from '../diagnose/interventions/trialSample.js';
import { formatPercent, formatPoints, formatWithInterval } from '../metrics/format.js';
import { bestAtTop, type Outcome } from './confirm.js';
import type { Edge } from './edges.js';
import { ranking } from './halving.js';
import type { Improvement, SearchBegin } from './improve.js';
import type { Candidate } from './journal.js';
import { changesInWords } from './space.js';

/** What a search does, before its first training. */
export function beginText({ sample, steps, numEarlier, candidates, damage }: SearchBegin, minutes: number): string {
  const [first, ...others] = steps;
  const limit = Number.isFinite(minutes) ? `for at most ${pluralize(minutes, 'minute')} in all` : 'until Ctrl-C';
  const rungs =
    others.length === 0
      ? `Each is trained on ${first} training images`
      : `Each begins on ${first} training images. The best third go on to ${others.join(', and the best third of those to ')}`;
  const tried = numTried(candidates);
  const earlier =
    numEarlier === 0 || tried === 0
      ? ''
      : ` Earlier calls tried ${pluralize(tried, 'recipe')}; this one goes on from there.`;
  const lost =
    damage === undefined
      ? ''
      : ` Line ${damage.line} of the journal of earlier calls cannot be read, so ${pluralize(damage.numLeftOut, 'line')} of it ${damage.numLeftOut === 1 ? 'is' : 'are'} left out; the journal as it was is in ${damage.copy}.`;
  return `Now recipes are tried ${limit}, yours first. ${rungs}${howDrawn(sample)}. They are selected by ${sample.numSelection} other training images. The result is measured on ${sample.numEvaluation}${sample.isWhole ? '' : ' or more'} validation images, which select nothing. Ctrl-C ends it with the result so far; the same command goes on from there.${earlier}${lost}`;
}

/** Recipes that were trained at a rung; others were only begun. */
export function numTried(candidates: readonly Candidate[]): number {
  return candidates.filter(({ accuracies }) => accuracies.length > 0).length;
}

/** A training that begins: `Your recipe on 60 training images`. */
export function trainingText(
  candidate: Candidate,
  rung: number,
  { steps, candidates }: Pick<SearchBegin, 'steps' | 'candidates'>,
): string {
  const what = candidate.isOwn ? 'Your recipe' : `Recipe ${candidates.indexOf(candidate)}`;
  return `${what} on ${pluralize(steps[rung]!, 'training image')}`;
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

/** How many recipes were trained at each rung, and how long it took. */
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
  const how =
    measuredOn === 'all images'
      ? 'Trained on all images but those that select'
      : 'Trained on the sample, not on all images';
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
export function recommendationText(found: Pick<Improvement, 'outcome' | 'candidates' | 'steps' | 'space'>): string {
  const { best, isShown, comparisons, measuredOn } = found.outcome;
  if (best === undefined) return `Recommended: your recipe. ${withoutBetterText(found)}`;
  const widened =
    comparisons > 1 ? ` The interval is widened, since ${comparisons} recipes have been compared on these images.` : '';
  if (!isShown)
    return `Recommended: your recipe. The gain of the best other one is not shown: its interval includes 0. More images or more time may show it.${widened}`;
  const onSample = measuredOn === 'sample' ? ' Train it on all images before you rely on its accuracy.' : '';
  return `Recommended: the changed recipe. Its gain is shown: the interval is above 0.${widened}${onSample}`;
}

/** Why no other recipe is compared, or that none is better: only those of the whole sample were compared. */
function withoutBetterText({
  candidates,
  steps,
  space,
  outcome: { behind },
}: Pick<Improvement, 'candidates' | 'steps' | 'space' | 'outcome'>): string {
  if (behind !== undefined) {
    const [accuracy, own] = [formatPercent(behind.accuracy), formatPercent(behind.own)];
    return `Trained once more, with other seeds or on all images, ${changesInWords(space, behind.point)} is no longer ahead: ${accuracy} against ${own} of the images that select. So it is not evaluated.`;
  }
  const rungs = candidates.map(({ isOwn, accuracies }) => (isOwn ? 0 : accuracies.filter(Number.isFinite).length));
  const reached = Math.max(...rungs);
  if (reached === steps.length) return 'No other that was trained on the whole sample is more accurate.';
  const goesOn = 'The same command goes on from there.';
  if (reached === 0) return `No other one is trained yet, so none is compared. ${goesOn}`;
  const own = candidates.find(({ isOwn }) => isOwn)!;
  const rung = reached - 1;
  const ahead = candidates[ranking(candidates, rung)[0]!]!;
  const [accuracy, ownAccuracy] = [ahead.accuracies[rung]!, own.accuracies[rung]!];
  const isAhead = !ahead.isOwn && accuracy > ownAccuracy;
  const figures = isAhead
    ? ` On ${steps[rung]} training images, ${changesInWords(space, ahead.point)} was ahead: ${formatPercent(accuracy)} against ${formatPercent(ownAccuracy)} of the images that select.`
    : '';
  return `No other one is trained on the whole sample yet, so none is compared.${figures} ${goesOn}`;
}

/** Where the best value lies at the edge, and what to try beyond. */
export function edgeText({ dimension, advice }: Edge): string {
  return `The best ${dimension.title} lies at the edge of what was searched: ${advice}.`;
}
