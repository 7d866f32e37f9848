/**
 * How pixel values in [0, 255] become what a network takes:
 *
 * - `unit`: [0, 1];
 * - `tf`: [-1, 1], `keras.applications.inception_v3.preprocess_input`.
 */
export type ScalingMode = 'unit' | 'tf';

/** One step of a pipeline that changes values, by Keras' names. */
export type ScalingStep = { step: 'preprocess_input'; mode: ScalingMode } | { step: 'rescale'; factor: number };

/** Range of values that a scaling mode makes of [0, 255]. */
export const RANGE_OF_MODE: Record<ScalingMode, readonly [min: number, max: number]> = { unit: [0, 1], tf: [-1, 1] };

/** The one step that brings [0, 255] to what the mode says. */
export function stepOfMode(mode: ScalingMode): ScalingStep {
  return mode === 'unit' ? { step: 'rescale', factor: 1 / 255 } : { step: 'preprocess_input', mode };
}

/** A step as the multiplication and addition that it is: value * scale + offset. */
export function affineOf(step: ScalingStep): { scale: number; offset: number } {
  if (step.step === 'rescale') return { scale: step.factor, offset: 0 };
  return step.mode === 'unit' ? { scale: 1 / 255, offset: 0 } : { scale: 1 / 127.5, offset: -1 };
}

/** All steps, in the order in which they run, as one multiplication and one addition. */
export function composedAffine(steps: readonly ScalingStep[]): { scale: number; offset: number } {
  return steps
    .map(affineOf)
    .reduce((all, next) => ({ scale: all.scale * next.scale, offset: all.offset * next.scale + next.offset }), {
      scale: 1,
      offset: 0,
    });
}

/** A step as a reader would say it: `preprocess_input (tf)`, `rescale 1/255`. */
export function nameOfStep(step: ScalingStep): string {
  if (step.step === 'preprocess_input') return `preprocess_input (${step.mode})`;
  return `rescale ${step.factor < 1 ? `1/${Number((1 / step.factor).toPrecision(4))}` : step.factor}`;
}
