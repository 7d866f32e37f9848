import { formatPercent } from '../../metrics/format.js';
import { scores } from '../../metrics/scores.js';
import type { RunResult } from '../../run/runResult.js';

/** How far training may lie above validation accuracy before more data is the first thing to try. */
const OVERFITTED = 0.1;
/** How far balanced accuracy may lie below accuracy before the rare classes are. */
const UNBALANCED = 0.05;

/** The one thing to try next with a run, from its own figures: a sentence with the figure that it follows from. */
export function nextStep({
  history,
  bestEpoch,
  recipe,
  labels,
  probabilities,
  classNames,
  stopped,
}: RunResult): string {
  const best = history[bestEpoch - 1];
  if (stopped === 'finished' && bestEpoch === history.length && recipe.epochs === bestEpoch) {
    return `Train longer: epoch ${bestEpoch}, the last, is the best.`;
  }
  const { accuracy, balancedAccuracy, recalls } = scores(labels, probabilities, classNames.length);
  if (accuracy - balancedAccuracy > UNBALANCED && recipe.classWeight === 'none') {
    const worst = recalls.reduce(
      (low, recall, i) => (recall < recalls[low] || Number.isNaN(recalls[low]) ? i : low),
      0,
    );
    return (
      `Weigh the classes ('classWeight': 'balanced'), and collect pictures of ${classNames[worst]}: balanced accuracy is ` +
      `${formatPercent(balancedAccuracy)} against an accuracy of ${formatPercent(accuracy)}, its recall ${formatPercent(recalls[worst])}.`
    );
  }
  if (best.trainAccuracy - best.validationAccuracy > OVERFITTED) {
    return (
      `Fight overfitting with more pictures, mild augmentation or dropout: training is at ${formatPercent(best.trainAccuracy)}, ` +
      `validation at ${formatPercent(best.validationAccuracy)}.`
    );
  }
  if (recipe.unfrozen.above === 'nothing') {
    return `Unfreeze the upper blocks: the frozen base is fitted (${formatPercent(best.trainAccuracy)} in training), and has no more to give.`;
  }
  return 'Look at the pictures with the largest losses: labels and picture quality are what is left to gain from.';
}
