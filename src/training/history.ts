/** Metrics of one epoch. Accuracies are in [0, 1]. */
export interface EpochRecord {
  /** 1-based. */
  epoch: number;
  trainLoss: number;
  trainAccuracy: number;
  validationLoss: number;
  validationAccuracy: number;
  /** Of the head, at the end of the epoch. Runs that were stored before there were schedules lack it. */
  learningRate?: number;
  /** 1-based, where the recipe has several. */
  phase?: number;
}
