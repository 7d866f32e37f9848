/** What one epoch measured. Accuracies are in [0, 1]. */
export interface EpochRecord {
  /** 1-based. */
  epoch: number;
  trainLoss: number;
  trainAccuracy: number;
  validationLoss: number;
  validationAccuracy: number;
  /** After the epoch, of the head: what Keras' callbacks log. Runs that were stored before there were schedules lack it. */
  learningRate?: number;
}
