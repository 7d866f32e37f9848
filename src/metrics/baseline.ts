/** A simple classifier to beat, on the same validation images. */
export interface Baseline {
  /** E.g. `majority class`, `nearest centroid on frozen features`. */
  name: string;
  /** Whether it classifies each validation image correctly, `[numExamples]`. */
  right: readonly boolean[];
  /**
   * Whether it was trained on the same features. A sound model may be no better than such a baseline within the noise; only
   * a model that is significantly worse has learned badly. Default false.
   */
  learned?: boolean;
}
