import { formatPercent } from '../../metrics/format.js';
import { scores } from '../../metrics/scores.js';
import type { RunResult } from '../../run/runResult.js';

/** How far training accuracy may be above validation accuracy before more data is the first thing to try. A choice. */
const OVERFITTED = 0.1;
/** How far balanced accuracy may be below accuracy before the rare classes come first. A choice. */
const UNBALANCED = 0.05;

/** Suggests the one thing to try next, from the figures of a run: a sentence with the figure that it follows from. */
export function nextStep({
  history,
  bestEpoch,
  recipe,
  labels,
  probabilities,
  classNames,
  stopped,
}: RunResult): string {
  const best = history[bestEpoch - 1]!;
  if (stopped === 'finished' && bestEpoch === history.length && recipe.epochs === bestEpoch) {
    return `Train longer: epoch ${bestEpoch}, the last, is the best.`;
  }
  const { accuracy, balancedAccuracy, recalls } = scores(labels, probabilities, classNames.length);
  if (accuracy - balancedAccuracy > UNBALANCED && recipe.classWeight === 'none') {
    const worst = recalls.reduce(
      (low, recall, i) => (recall < recalls[low]! || Number.isNaN(recalls[low]) ? i : low),
      0,
    );
    return (
      `Use class weights ('classWeight': 'balanced'), and collect images of ${classNames[worst]}: its recall is ` +
      `${formatPercent(recalls[worst]!)}. Balanced accuracy is ${formatPercent(balancedAccuracy)}, accuracy ${formatPercent(accuracy)}.`
    );
  }
  if (best.trainAccuracy - best.validationAccuracy > OVERFITTED) {
    return (
      `Reduce overfitting with more images, mild augmentation or dropout: accuracy is ${formatPercent(best.trainAccuracy)} in training and ` +
      `${formatPercent(best.validationAccuracy)} in validation.`
    );
  }
  if (recipe.unfrozen.above === 'nothing') {
    return `Unfreeze the upper blocks: with a frozen backbone, the head already reaches ${formatPercent(best.trainAccuracy)} in training.`;
  }
  return 'Look at the images with the largest losses: labels and image quality are what is left to improve.';
}
