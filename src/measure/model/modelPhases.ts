import type { LayerGap } from './trainInferenceGap.js';

/** Predictions of a whole model on the same training images, in training and in inference mode. */
export interface ModelPhases {
  /** Whether it is correct on each image with its moving statistics, as `predict` and validation use them. */
  inInference: readonly boolean[];
  /** The same with the statistics of each batch, as in training. */
  inTraining: readonly boolean[];
  batchSize: number;
  /** Of its batch-normalization layers, from the input up. */
  departures: readonly LayerGap[];
  /** Whether its batch normalization is marked as frozen. */
  isFrozen: boolean;
}
