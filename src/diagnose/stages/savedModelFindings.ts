import { networkUpTo } from '../../backbones/network/layer.js';
import { endOfMaps, hasMaps } from '../../features/openModel.js';
import { initializerFit } from '../../measure/model/initializerFit.js';
import type { SavedModelMeasures } from '../../measure/model/measureSavedModel.js';
import type { SavedModel } from '../../measure/model/savedModel.js';
import { isCorrect } from '../../metrics/correctness.js';
import { miscalibration } from '../../metrics/miscalibration.js';
import { isClearlyBetter } from '../../metrics/paired.js';
import { predictedClass } from '../../metrics/predictedClass.js';
import { scores } from '../../metrics/scores.js';
import { weightsNotLoaded } from '../checks/network/weightsNotLoaded.js';
import { baselineNotBeaten } from '../checks/result/baselineNotBeaten.js';
import { miscalibrated } from '../checks/result/miscalibrated.js';
import { worstClass } from '../checks/result/worstClass.js';
import { savedModelBatchNorm } from '../checks/savedModel/savedModelBatchNorm.js';
import { savedModelClassOrder } from '../checks/savedModel/savedModelClassOrder.js';
import { savedModelScaling } from '../checks/savedModel/savedModelScaling.js';
import type { Finding } from '../finding.js';
import { sortByEffect } from '../finding.js';

/** What a given model was measured on. */
export interface ModelImages {
  classNames: readonly string[];
  /** Class of each validation image. */
  labels: readonly number[];
  /** Training images of each class. */
  support: readonly number[];
}

/**
 * Checks a model that is given as a file, from what was measured of it. The gravest findings come first.
 *
 * @param isClaimed whether somebody said how pictures are scaled: the recipe, or the model itself
 */
export function savedModelFindings(
  given: SavedModel,
  { trials, range, weights, phases, probabilities, sampled, centroid }: SavedModelMeasures,
  { classNames, labels, support }: ModelImages,
  isClaimed: boolean,
): Finding[] {
  const right = isCorrect({ labels, probabilities });
  const largest = support.indexOf(Math.max(...support));
  const picked = <T>(values: readonly T[]): T[] => sampled.map((i) => values[i]);
  const majority = { name: 'always the largest class', right: picked(labels).map((label) => label === largest) };
  return sortByEffect([
    ...savedModelScaling({ trials, isClaimed, range, weights }),
    ...(phases === undefined ? [] : savedModelBatchNorm(phases)),
    ...savedModelClassOrder(labels, probabilities.map(predictedClass), classNames),
    ...randomBase(given),
    ...baselineNotBeaten(picked(right), picked(labels), [
      majority,
      // Its features are the model's own, so that one that has learnt well is as good as their centroids, and need not be
      // better.
      ...(centroid !== undefined && isClearlyBetter(picked(right), centroid.right) ? [centroid] : []),
    ]),
    ...worstClass(scores(labels, probabilities, classNames.length), classNames),
    ...miscalibrated(miscalibration(labels, probabilities)),
  ]);
}

/** Only of a base that is frozen: one that trains may have begun at random. */
function randomBase({ half, model: { network, weights } }: SavedModel): Finding[] {
  const above = half?.changes.unfrozen?.above;
  if (above === undefined || above === 'everything' || !hasMaps(network)) return [];
  return weightsNotLoaded(initializerFit(networkUpTo(network, endOfMaps(network).maps), weights), false);
}
