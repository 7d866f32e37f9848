import type { LayerGap } from './trainInferenceGap.js';

/** What a whole model answers about the same training pictures in training and in inference. */
export interface ModelPhases {
  /** Whether it is right about each picture with its moving statistics, as `predict` and validation use them. */
  inInference: readonly boolean[];
  /** The same with the statistics of each batch, as batch normalisations may have had them in training. */
  inTraining: readonly boolean[];
  batchSize: number;
  /** Of its batch normalisations, from the input up. */
  departures: readonly LayerGap[];
  /** Whether its batch normalisations are marked as frozen. */
  isFrozen: boolean;
}
