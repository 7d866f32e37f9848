import { composedScaling, scaledPixels } from './composedScaling.js';
import { nameOfStep, type ScalingStep } from './scaling.js';

/** Statistics of the values of a batch after a step. */
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
 * @param images of a batch, each `[..., 3]` in RGB
 */
export function tracePipeline(pictures: readonly ArrayLike<number>[], steps: readonly ScalingStep[]): TraceRow[] {
  const after = steps.map((step, i) => {
    const stages = composedScaling(steps.slice(0, i + 1));
    const values = pictures.map((pixels) => scaledPixels(pixels, stages));
    return { step: nameOfStep(step), type: 'float32', ...describe(values) };
  });
  return [{ step: 'decoded and resized', type: 'uint8', ...describe(pictures) }, ...after];
}

function describe(pictures: readonly ArrayLike<number>[]): Omit<TraceRow, 'step' | 'type'> {
  let [minimum, maximum, sum, squares, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0];
  for (const values of pictures) {
    count += values.length;
    for (let i = 0; i < values.length; i++) {
      minimum = Math.min(minimum, values[i]!);
      maximum = Math.max(maximum, values[i]!);
      sum += values[i]!;
      squares += values[i]! * values[i]!;
    }
  }
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  return { minimum, maximum, mean, deviation };
}
