import type { BatchNormalizationPolicy } from '../backbones/network/batchNormalization.js';
import { isMovingStatistic, layerOfWeight, takesGradient, type WeightName } from '../backbones/network/weights.js';
import type { Classifier } from '../backbones/pretrained/classifier.js';

/** Weights of the tail that training changes. All others are frozen. */
export interface ChangingWeights {
  /** Those that the optimizer changes. */
  trained: readonly WeightName[];
  /** Moving statistics of batch normalizations that update them. */
  moving: readonly WeightName[];
}

/** @param names of all weights there are, in the order in which the result has them */
export function changingWeights(
  { tail, trainable }: Classifier,
  names: Iterable<WeightName>,
  policy: BatchNormalizationPolicy,
): ChangingWeights {
  const layers = new Set(tail.layers.map(({ name }) => name));
  const own = [...names].filter((name) => layers.has(layerOfWeight(name)));
  const trains = (name: WeightName): boolean => trainable.has(layerOfWeight(name));
  return {
    trained: own.filter((name) => trains(name) && takesGradient(name)),
    moving: own.filter((name) => isMovingStatistic(name) && (trains(name) || policy === 'batch-and-update')),
  };
}
