import { mean } from '../base/sum.js';
import {
  type Affine,
  affineOf,
  DEVIATION_EPSILON,
  each,
  type SamplewiseStep,
  type ScalingStep,
  UNCHANGED,
} from './scaling.js';

/** A pipeline in which consecutive channel-wise steps are combined into one. */
export type Stage = Affine | SamplewiseStep;

/** All steps in their order, in as few stages as possible; without steps, one stage that changes nothing. */
export function composedScaling(steps: readonly ScalingStep[]): Stage[] {
  const stages: Stage[] = [];
  for (const step of steps) {
    const last = stages[stages.length - 1];
    if (isSamplewise(step)) stages.push({ step: step.step });
    else if (last === undefined || isSamplewise(last)) stages.push(affineOf(step));
    else stages[stages.length - 1] = oneAfterTheOther(last, affineOf(step));
  }
  return stages.length > 0 ? stages : [UNCHANGED];
}

/** Two affine changes as one. */
export function oneAfterTheOther(first: Affine, next: Affine): Affine {
  const from = (c: number): number => (next.swapsChannels ? 2 - c : c);
  return {
    scale: each((c) => first.scale[from(c)]! * next.scale[c]!),
    offset: each((c) => first.offset[from(c)]! * next.scale[c]! + next.offset[c]!),
    swapsChannels: first.swapsChannels !== next.swapsChannels,
  };
}

/** Pixels `[..., 3]` of one image after the stages. */
export function scaledPixels(pixels: ArrayLike<number>, stages: readonly Stage[]): ArrayLike<number> {
  return stages.reduce(
    (values, stage) => (isSamplewise(stage) ? samplewise(values, stage) : affine(values, stage)),
    pixels,
  );
}

function affine(pixels: ArrayLike<number>, { scale, offset, swapsChannels }: Affine): Float64Array {
  return Float64Array.from({ length: pixels.length }, (_, i) => {
    const c = i % 3;
    return pixels[swapsChannels ? i - c + 2 - c : i]! * scale[c]! + offset[c]!;
  });
}

function samplewise(pixels: ArrayLike<number>, { step }: SamplewiseStep): Float64Array {
  const values = Float64Array.from(pixels);
  const center = mean(values);
  if (step === 'samplewise_center') return values.map((value) => value - center);
  const variance = mean(values, (value) => (value - center) ** 2);
  return values.map((value) => value / (Math.sqrt(variance) + DEVIATION_EPSILON));
}

export function isSamplewise(stage: Stage | ScalingStep): stage is SamplewiseStep {
  return 'step' in stage && (stage.step === 'samplewise_center' || stage.step === 'samplewise_std_normalization');
}
