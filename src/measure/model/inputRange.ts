import { nameOfStep, type ScalingMode, type ScalingStep } from '../../preprocess/scaling.js';
import { type TraceRow, tracePipeline } from '../../preprocess/trace.js';

/** Smallest and largest value of a batch as it enters the backbone, and the scaling that the backbone was trained with. */
export interface InputRange {
  received: readonly [min: number, max: number];
  mode: ScalingMode;
  /** The steps of the pipeline that change values, in order. */
  scalingSteps: readonly string[];
}

/** Images that the values of a pipeline are read from. */
const TRACED = 16;

/** Names of the steps of a pipeline that change values, and the values of some images at its end. */
export function scaledValues(
  pixels: readonly Uint8Array[],
  steps: readonly ScalingStep[],
): { steps: string[]; values: TraceRow } {
  const rows = tracePipeline(pixels.slice(0, TRACED), steps);
  const changing = steps.filter((step) => step.step !== 'preprocess_input' || step.mode !== 'none');
  return { steps: changing.map(nameOfStep), values: rows[rows.length - 1]! };
}

/** What enters a backbone that was trained with a scaling mode. */
export function measureInputRange(
  pixels: readonly Uint8Array[],
  scaling: readonly ScalingStep[],
  mode: ScalingMode,
): InputRange {
  const { steps, values } = scaledValues(pixels, scaling);
  return { received: [values.minimum, values.maximum], mode, scalingSteps: steps };
}
