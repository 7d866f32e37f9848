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

/** Steps of a pipeline that do what a model does to pictures by itself. */
export interface RescalingSteps {
  steps: ScalingStep[];
  /** How many of its scalings these are, from the first on; fewer than there are where one exchanges channels alone. */
  numTaken: number;
}

/**
 * Scalings that follow on each other in a model, as the steps that do the same: as many of them as make up a scaling that
 * has a name are one step (`x / 127.5`, then `x - 1`: `preprocess_input` of mode tf).
 */
export function rescalingSteps(scalings: readonly Affine[]): RescalingSteps {
  const steps: ScalingStep[] = [];
  let numTaken = 0;
  while (numTaken < scalings.length) {
    const named = longestNamed(scalings.slice(numTaken));
    if (named === undefined && scalings[numTaken].swapsChannels) break;
    steps.push(...(named === undefined ? unnamedSteps(scalings[numTaken]) : [named.step]));
    numTaken += named?.numTaken ?? 1;
  }
  return { steps, numTaken };
}

function longestNamed(scalings: readonly Affine[]): { step: ScalingStep; numTaken: number } | undefined {
  let longest: { step: ScalingStep; numTaken: number } | undefined;
  let all: Affine | undefined;
  for (const [i, scaling] of scalings.entries()) {
    all = all === undefined ? scaling : oneAfterTheOther(all, scaling);
    const mode = SCALING_MODES.find((one) => isSame(all!, affineOf(stepOfMode(one))));
    if (mode !== undefined) longest = { step: stepOfMode(mode), numTaken: i + 1 };
  }
  return longest;
}

/** Up to what float32 makes of the numbers. */
function isSame(a: Affine, b: Affine): boolean {
  const near = (x: PerChannel, y: PerChannel): boolean =>
    x.every((value, c) => Math.abs(value - y[c]) <= 1e-6 * Math.max(Math.abs(y[c]), 1e-3));
  return a.swapsChannels === b.swapsChannels && near(a.scale, b.scale) && near(a.offset, b.offset);
}

function unnamedSteps({ scale, offset }: Affine): ScalingStep[] {
  const scaled: ScalingStep = scale.every((factor) => factor === scale[0])
    ? { step: 'rescale', factor: scale[0] }
    : { step: 'featurewise_std_normalization', deviation: each((c) => 1 / scale[c] - DEVIATION_EPSILON) };
  const isScaled = scaled.step !== 'rescale' || scaled.factor !== 1;
  const centred: ScalingStep = { step: 'featurewise_center', mean: each((c) => -offset[c]) };
  const isCentred = offset.some((one) => one !== 0);
  return [...(isScaled || !isCentred ? [scaled] : []), ...(isCentred ? [centred] : [])];
}
