import { composedAffine, nameOfStep, type ScalingStep, scaledPixels } from './scaling.js';

/** What the values of a batch are after a step. */
export interface TraceRow {
  step: string;
  type: string;
  minimum: number;
  maximum: number;
  mean: number;
  deviation: number;
}

/**
 * One row for the decoded pixels and one after every step.
 *
 * @param pixels `[..., 3]` in RGB
 */
export function tracePipeline(pixels: ArrayLike<number>, steps: readonly ScalingStep[]): TraceRow[] {
  const after = steps.map((step, i) => {
    const values = scaledPixels(pixels, composedAffine(steps.slice(0, i + 1)));
    return { step: nameOfStep(step), type: 'float32', ...describe(values) };
  });
  return [{ step: 'decoded and resized', type: 'uint8', ...describe(pixels) }, ...after];
}

function describe(values: ArrayLike<number>): Omit<TraceRow, 'step' | 'type'> {
  let [minimum, maximum, sum, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < values.length; i++) {
    minimum = Math.min(minimum, values[i]);
    maximum = Math.max(maximum, values[i]);
    sum += values[i];
    squares += values[i] * values[i];
  }
  const mean = sum / values.length;
  const deviation = Math.sqrt(Math.max(0, squares / values.length - mean * mean));
  return { minimum, maximum, mean, deviation };
}
