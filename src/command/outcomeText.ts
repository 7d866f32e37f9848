import { ofSplit } from '../dataset/dataset.js';
import type { ScannedImage } from '../dataset/scan.js';
import { formatPercent, formatWithInterval } from '../metrics/format.js';
import { scores } from '../metrics/scores.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { StoredRun } from '../store/runStore.js';
import { stepsOfEpoch } from '../training/batches.js';

/**
 * What came of training a recipe: on all images, or on a sample, whose epochs are shorter and more.
 *
 * @param on the images that it was trained on
 * @param all those of the dataset
 */
export function outcomeText(
  run: StoredRun,
  recipe: Recipe,
  on: readonly ScannedImage[],
  all: readonly ScannedImage[],
): string {
  const { history, bestEpoch, labels, probabilities, classNames } = run;
  const { accuracy, accuracyInterval, balancedAccuracy } = scores(labels, probabilities, classNames.length);
  const { trainAccuracy } = history[bestEpoch - 1]!;
  const [inSample, inAll] = [on, all].map((images) => ofSplit(images, 'training').length) as [number, number];
  const epochs = (history.length * stepsOfEpoch(inSample, run.recipe)) / stepsOfEpoch(inAll, recipe);
  const length = inSample === inAll ? '' : ` on the sample, with as many steps as ${inWords(epochs)} of all images`;
  return `Best epoch ${bestEpoch} of ${history.length}${length}. Training accuracy ${formatPercent(trainAccuracy)}. Validation accuracy ${formatWithInterval(accuracy, accuracyInterval)}, balanced accuracy ${formatPercent(balancedAccuracy)}.`;
}

/** `8 epochs`, `1 epoch`, `0.4 epochs` */
function inWords(epochs: number): string {
  const rounded = epochs >= 2 ? Math.round(epochs) : Number(epochs.toPrecision(1));
  return rounded === 1 ? '1 epoch' : `${rounded} epochs`;
}
