import { networkUpTo } from '../../backbones/network/networkCuts.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { endOfMaps, hasMaps } from '../../features/openModel.js';
import { initializerFit } from '../../measure/model/initializerFit.js';
import type { SavedModelMeasures } from '../../measure/model/measureSavedModel.js';
import { modesDiffer, statisticsLagBehind } from '../../measure/model/modelPhases.js';
import type { SavedModel } from '../../measure/model/savedModel.js';
import { argmax } from '../../metrics/argmax.js';
import { isCorrect } from '../../metrics/correctness.js';
import { miscalibration } from '../../metrics/miscalibration.js';
import { isClearlyBetter } from '../../metrics/paired.js';
import { scores } from '../../metrics/scores.js';
import type { SliceSearch } from '../../metrics/slice.js';
import { laggingBatchNorm } from '../checks/network/laggingBatchNorm.js';
import { weightsNotLoaded } from '../checks/network/weightsNotLoaded.js';
import { baselineNotBeaten } from '../checks/result/baselineNotBeaten.js';
import { miscalibrated } from '../checks/result/miscalibrated.js';
import { weakSlice } from '../checks/result/weakSlice.js';
import { worstClass } from '../checks/result/worstClass.js';
import { savedModelBatchNorm } from '../checks/savedModel/savedModelBatchNorm.js';
import { savedModelClassOrder } from '../checks/savedModel/savedModelClassOrder.js';
import { savedModelScaling } from '../checks/savedModel/savedModelScaling.js';
import type { Finding } from '../finding.js';
import { sortByEffect } from '../finding.js';

/** What a saved model was measured on. */
export interface ModelImages {
  classNames: readonly string[];
  /** Class of each validation image. */
  labels: readonly number[];
  /** Training images of each class. */
  support: readonly number[];
  /** What a search for weak slices gave, and the validation images. Default: none is looked for */
  weak?: { search: SliceSearch; evaluated: readonly ScannedImage[] };
}

/**
 * Checks a saved model, from its measurements. The most severe findings come first.
 *
 * @param isClaimed whether the recipe or the model itself declares how images are scaled
 */
export function savedModelFindings(
  savedModel: SavedModel,
  { trials, range, weights, phases, probabilities, sampled, centroid }: SavedModelMeasures,
  { classNames, labels, support, weak }: ModelImages,
  isClaimed: boolean,
): Finding[] {
  const correct = isCorrect({ labels, probabilities });
  const largest = support.indexOf(Math.max(...support));
  const picked = <T>(values: readonly T[]): T[] => sampled.map((i) => values[i]!);
  const majority = { name: 'majority class', right: picked(labels).map((label) => label === largest) };
  return sortByEffect([
    // Lagging moving statistics say nothing of the scaling.
    ...(phases !== undefined && statisticsLagBehind(phases)
      ? laggingBatchNorm(phases)
      : savedModelScaling({ trials, isClaimed, range, weights })),
    ...(phases === undefined ? [] : savedModelBatchNorm(phases)),
    // Nor do predictions with moving statistics that the head was not trained on say anything of the class order.
    ...(phases !== undefined && modesDiffer(phases)
      ? savedModelClassOrder(phases.labels, phases.predictedInTraining, classNames)
      : savedModelClassOrder(labels, probabilities.map(argmax), classNames)),
    ...randomBackbone(savedModel),
    ...baselineNotBeaten(picked(correct), picked(labels), [
      majority,
      // The centroids are on the model's own features, so a sound model is as good as they are, and need not be better.
      ...(centroid !== undefined && isClearlyBetter(picked(correct), centroid.right) ? [centroid] : []),
    ]),
    ...worstClass(scores(labels, probabilities, classNames.length), classNames),
    ...(weak === undefined ? [] : weakSlice(weak.search, weak.evaluated, correct)),
    ...miscalibrated(miscalibration(labels, probabilities)),
  ]);
}

/** Only for a frozen backbone: one that trains may have started from random weights. */
function randomBackbone({ half, model: { network, weights } }: SavedModel): Finding[] {
  const above = half?.changes.unfrozen?.above;
  if (above === undefined || above === 'everything' || !hasMaps(network)) return [];
  return weightsNotLoaded(initializerFit(networkUpTo(network, endOfMaps(network).maps), weights), false);
}
