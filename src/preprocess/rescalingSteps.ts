import { oneAfterTheOther } from './composedScaling.js';
import {
  type Affine,
  affineOf,
  DEVIATION_EPSILON,
  each,
  type PerChannel,
  SCALING_MODES,
  type ScalingStep,
  stepOfMode,
} from './scaling.js';

/** Pipeline steps equal to the scaling layers inside a model. */
export interface RescalingSteps {
  steps: ScalingStep[];
  /** Number of the model's scaling layers that are covered, from the first on. Fewer than all if one only swaps channels. */
  numTaken: number;
}

/**
 * Consecutive scaling layers of a model as pipeline steps. Layers that together form a named scaling are one step
 * (`x / 127.5`, then `x - 1`: `preprocess_input` of mode tf).
 */
export function rescalingSteps(scalings: readonly Affine[]): RescalingSteps {
  const steps: ScalingStep[] = [];
  let numTaken = 0;
  while (numTaken < scalings.length) {
    const named = longestNamed(scalings.slice(numTaken));
    if (named === undefined && scalings[numTaken]!.swapsChannels) break;
    steps.push(...(named === undefined ? unnamedSteps(scalings[numTaken]!) : [named.step]));
    numTaken += named?.numTaken ?? 1;
  }
  return { steps, numTaken };
}

function longestNamed(scalings: readonly Affine[]): { step: ScalingStep; numTaken: number } | undefined {
  let longest: { step: ScalingStep; numTaken: number } | undefined;
  let all: Affine | undefined;
  for (const [i, scaling] of scalings.entries()) {
    all = all === undefined ? scaling : oneAfterTheOther(all, scaling);
    const mode = SCALING_MODES.find((one) => one !== 'none' && isSame(all!, affineOf(stepOfMode(one))));
    if (mode !== undefined) longest = { step: stepOfMode(mode), numTaken: i + 1 };
  }
  return longest;
}

/** Equality up to the precision of float32. */
function isSame(a: Affine, b: Affine): boolean {
  const near = (x: PerChannel, y: PerChannel): boolean =>
    x.every((value, c) => Math.abs(value - y[c]!) <= 1e-6 * Math.max(Math.abs(y[c]!), 1e-3));
  return a.swapsChannels === b.swapsChannels && near(a.scale, b.scale) && near(a.offset, b.offset);
}

function unnamedSteps({ scale, offset }: Affine): ScalingStep[] {
  const scaled: ScalingStep = scale.every((factor) => factor === scale[0])
    ? { step: 'rescale', factor: scale[0] }
    : { step: 'featurewise_std_normalization', deviation: each((c) => 1 / scale[c]! - DEVIATION_EPSILON) };
  const isScaled = scaled.step !== 'rescale' || scaled.factor !== 1;
  const centered: ScalingStep = { step: 'featurewise_center', mean: each((c) => -offset[c]!) };
  const isCentered = offset.some((one) => one !== 0);
  return [...(isScaled || !isCentered ? [scaled] : []), ...(isCentered ? [centered] : [])];
}
