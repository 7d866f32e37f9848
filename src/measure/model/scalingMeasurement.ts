import type { ScalingDivergence } from './scalingDivergences.js';

/** What was measured about the scaling of a backbone's input. */
export interface ScalingMeasurement {
  /** The recipe's own first, then the others that may be meant. */
  fits: readonly ScalingDivergence[];
  /** Index in `fits` of the scaling that the backbone's weights are registered with. */
  expected: number;
  /** Whether a linear probe is correct on each image under the recipe's scaling and under the suspect, where it is needed. */
  probe?: { suspect: number; received: boolean[]; right: boolean[] };
}

/**
 * Divergences distinguish two scalings where one is this multiple of the other. Measured on photos, wheat kernels and drawn
 * seeds: [-1, 1] and [0, 1] taken for each other differ by a factor of 3.6 to 15 (InceptionV3, MobileNetV2,
 * EfficientNetLite0), while ImageNet mean and deviation for [-1, 1] gives 0.6 on photos, 1.4 on seeds, 4 to 9 on kernels.
 */
export const TELLS = 3;

/**
 * The scaling under which a linear probe is needed beside the recipe's own, as an index in `fits`, since the statistics of
 * the weights cannot decide; undefined where they do, or agree with what the backbone is registered with.
 */
export function suspectScaling({ fits, expected }: ScalingMeasurement): number | undefined {
  const tells = tellsAgainst(fits);
  if (expected === 0) return tells ? bestFit(fits) : undefined;
  return tells ? undefined : expected;
}

/** Index of the least divergence; undefined without batch normalization. */
export function bestFit(fits: readonly ScalingDivergence[]): number | undefined {
  if (fits.some(({ divergence }) => divergence === undefined)) return undefined;
  const all = fits.map(({ divergence }) => divergence!);
  return all.indexOf(Math.min(...all));
}

/** Whether the statistics of the weights contradict the first scaling. */
export function tellsAgainst(fits: readonly ScalingDivergence[]): boolean {
  const best = bestFit(fits);
  return best !== undefined && fits[0]!.divergence! > TELLS * fits[best]!.divergence!;
}
