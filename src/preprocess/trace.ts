import { composedAffine, nameOfStep, type ScalingStep } from './scaling.js';

/** What the values of a batch are after a step. */
export interface TraceRow {
  step: string;
  type: string;
  minimum: number;
  maximum: number;
  mean: number;
  deviation: number;
}

/** One row for the decoded pixels and one after every step. */
export function tracePipeline(pixels: ArrayLike<number>, steps: readonly ScalingStep[]): TraceRow[] {
  const decoded = describe('decoded and resized', 'uint8', pixels, { scale: 1, offset: 0 });
  return [
    decoded,
    ...steps.map((step, i) => describe(nameOfStep(step), 'float32', pixels, composedAffine(steps.slice(0, i + 1)))),
  ];
}

function describe(
  step: string,
  type: string,
  pixels: ArrayLike<number>,
  { scale, offset }: { scale: number; offset: number },
): TraceRow {
  let [minimum, maximum, sum, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i] * scale + offset;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
    sum += value;
    squares += value * value;
  }
  const mean = sum / pixels.length;
  return {
    step,
    type,
    minimum,
    maximum,
    mean,
    deviation: Math.sqrt(Math.max(0, squares / pixels.length - mean * mean)),
  };
}
