import type { ScalingMode } from '../../preprocess/scaling.js';

/** Smallest and largest value of a batch as it enters the backbone, and the scaling that the backbone was trained with. */
export interface InputRange {
  received: readonly [min: number, max: number];
  mode: ScalingMode;
  /** The steps of the pipeline that change values, in the order in which they run. */
  scalingSteps: readonly string[];
}
