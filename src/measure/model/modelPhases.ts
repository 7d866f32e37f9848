import { excludesZero, pairedDifference } from '../../metrics/paired.js';
import { holdsInitialValues, type StatisticsLag } from './statisticsLag.js';
import type { LayerGap } from './trainInferenceGap.js';

/** Predictions of a whole model on the same training images, in training and in inference mode. */
export interface ModelPhases {
  /** Whether it is correct on each image with its moving statistics, as `predict` and validation use them. */
  inInference: readonly boolean[];
  /** The same with the statistics of each batch, as in training. */
  inTraining: readonly boolean[];
  /** Class of each image, and what the model predicts with the statistics of each batch. */
  labels: readonly number[];
  predictedInTraining: readonly number[];
  batchSize: number;
  /** Of its batch-normalization layers, from the input up. */
  departures: readonly LayerGap[];
  /** Whether most of its batch normalization is marked as frozen. */
  isFrozen: boolean;
  /** Between Keras' initial values and the statistics of the images. */
  lag: StatisticsLag;
}

/** A smaller gain in accuracy is not worth a finding. A choice. */
export const LEAST_GAIN = 0.05;

/** Whether a model is more accurate with the statistics of each batch than with its moving ones. */
export function modesDiffer({ inInference, inTraining }: Pick<ModelPhases, 'inInference' | 'inTraining'>): boolean {
  const gain = pairedDifference([inInference], [inTraining]);
  return excludesZero(gain) && gain.value >= LEAST_GAIN;
}

/**
 * Whether the modes differ since the moving statistics lag behind weights that train. Neither the accuracy in inference nor
 * the moving statistics say then which scaling or which class order a model was trained with.
 */
export function statisticsLagBehind(phases: ModelPhases): boolean {
  return modesDiffer(phases) && (!phases.isFrozen || holdsInitialValues(phases.lag));
}
