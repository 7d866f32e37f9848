/** A simple classifier to beat, on the same validation images. */
export interface Baseline {
  /** E.g. `always the largest class`, `nearest centroid on frozen features`. */
  name: string;
  /** Whether it is right about each validation picture, `[numExamples]`. */
  right: readonly boolean[];
  /**
   * Whether it learnt from the same features. A sound model may be within the noise of such a one, which is context;
   * only where it is shown to be worse has it learnt badly. Default no.
   */
  learnt?: boolean;
}
