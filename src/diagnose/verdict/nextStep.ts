import { sum } from '../../base/sum.js';
import { formatRoughTime } from '../../base/text/formatDuration.js';
import { pluralize } from '../../base/text/pluralize.js';
import { isCorrect } from '../../metrics/correctness.js';
import { formatPercent } from '../../metrics/format.js';
import { scores } from '../../metrics/scores.js';
import type { RunResult } from '../../run/runResult.js';
import type { SearchResult } from '../interventions/searchCauses.js';
import { triedOnBest } from './triedChanges.js';

/** How far training accuracy may be above validation accuracy before more data is the first thing to try. A choice. */
const OVERFITTED = 0.1;
/** How far balanced accuracy may be below accuracy before the rare classes come first. A choice. */
const UNBALANCED = 0.05;

/** What was tried in search of causes, and what was not. */
export type TriedChanges = Pick<SearchResult, 'kept' | 'tried' | 'untried'>;

/** Validation images from which on a figure of them suggests something. A choice: the interval of an accuracy is then 17 points to each side. */
const FEW = 30;

/**
 * Suggests the one thing to try next, in a sentence with the figure that it follows from: more images where these are too few
 * or all correct; the changes that the time did not suffice for; otherwise what the figures of a run suggest and was not tried
 * in vain. Where images are too few, such changes are named too.
 *
 * @param search default nothing was tried
 */
export function nextStep(run: RunResult, search: TriedChanges = { kept: [], tried: [], untried: [] }): string {
  const { history, bestEpoch, recipe, labels, probabilities, classNames, stopped } = run;
  if (labels.length < FEW) return [moreImages(labels.length), ...moreTime(search.untried)].join(' ');
  if (isCorrect(run).every(Boolean))
    return `Add validation images, or harder ones: all ${labels.length} are recognized, so nothing is left that a change could improve.`;
  const [again] = moreTime(search.untried);
  if (again !== undefined) return again;
  // What gains nothing on the best recipe.
  const tried = new Set(triedOnBest(search).map(({ intervention }) => intervention.field));
  const best = history[bestEpoch - 1]!;
  const isLongest = stopped === 'finished' && bestEpoch === history.length && recipe.epochs === bestEpoch;
  if (isLongest && !tried.has('epochs')) return 'Train longer: the last epoch is the best.';
  const { accuracy, balancedAccuracy, recalls } = scores(labels, probabilities, classNames.length);
  if (accuracy - balancedAccuracy > UNBALANCED && recipe.classWeight === 'none') {
    const worst = recalls.reduce(
      (low, recall, i) => (recall < recalls[low]! || Number.isNaN(recalls[low]) ? i : low),
      0,
    );
    const weights = tried.has('classWeight') ? 'Collect' : "Use class weights ('classWeight': 'balanced'), and collect";
    return (
      `${weights} images of ${classNames[worst]}: its recall is ` +
      `${formatPercent(recalls[worst]!)}. Balanced accuracy is ${formatPercent(balancedAccuracy)}, accuracy ${formatPercent(accuracy)}.`
    );
  }
  if (best.trainAccuracy - best.validationAccuracy > OVERFITTED) {
    const means = tried.has('augmentation') ? 'more images' : 'more images, mild augmentation or dropout';
    return (
      `Reduce overfitting with ${means}: accuracy is ${formatPercent(best.trainAccuracy)} in training and ` +
      `${formatPercent(best.validationAccuracy)} in validation.`
    );
  }
  const isFrozenByFix = search.kept.some(({ field }) => field === 'unfrozen');
  if (recipe.unfrozen.above === 'nothing' && !isFrozenByFix && !tried.has('unfrozen')) {
    return `Unfreeze the upper blocks: with a frozen backbone, the head already reaches ${formatPercent(best.trainAccuracy)} in training.`;
  }
  return 'Look at the images with the largest losses: labels and image quality are what is left to improve.';
}

function moreImages(numImages: number): string {
  return `Add validation images: ${pluralize(numImages, 'image')} cannot show what helps. With 100, faults that cost 10 points show.`;
}

/** That the same diagnosis goes on; nothing where everything was tried. */
function moreTime(untried: TriedChanges['untried']): string[] {
  if (untried.length === 0) return [];
  const total = formatRoughTime(sum(untried, ({ seconds }) => seconds));
  const first = untried[0]!.intervention.change;
  const which = untried.length === 1 ? `'${first}'` : `${pluralize(untried.length, 'change')}, '${first}' first`;
  return [`Run the same diagnosis again. It goes on with what the time did not suffice for: ${which}, about ${total}.`];
}
