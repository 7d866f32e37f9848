import type { ScalingDivergence } from './scalingDivergences.js';

/** What was measured of the scaling that a backbone gets. */
export interface ScalingMeasurement {
  /** The recipe's own first, then the others that it may be taken for. */
  fits: readonly ScalingDivergence[];
  /** Place in `fits` of the scaling that the backbone's weights are registered with. */
  expected: number;
  /** Whether a linear probe was right on each picture under the recipe's scaling and under the suspect; where asked for. */
  probe?: { suspect: number; received: boolean[]; right: boolean[] };
}

/**
 * Divergences tell two scalings apart where one is so many times the other. Measured on photos, wheat kernels and drawn
 * seeds: [-1, 1] and [0, 1] taken for each other differ by a factor of 3.6 to 15 (InceptionV3, MobileNetV2,
 * EfficientNetLite0), while ImageNet mean and deviation for [-1, 1] gives 0.6 on photos, 1.4 on seeds, 4 to 9 on kernels.
 */
export const TELLS = 3;

/**
 * The scaling that a linear probe has to be measured under beside the recipe's own, as a place in `fits`, since the
 * statistics of the weights cannot tell; undefined where they do, or agree with what the backbone is registered with.
 */
export function suspectScaling({ fits, expected }: ScalingMeasurement): number | undefined {
  const tells = tellsAgainst(fits);
  if (expected === 0) return tells ? bestFit(fits) : undefined;
  return tells ? undefined : expected;
}

/** Place of the least divergence; undefined without batch normalisation. */
export function bestFit(fits: readonly ScalingDivergence[]): number | undefined {
  if (fits.some(({ divergence }) => divergence === undefined)) return undefined;
  const all = fits.map(({ divergence }) => divergence!);
  return all.indexOf(Math.min(...all));
}

/** Whether the statistics of the weights speak against the first scaling. */
export function tellsAgainst(fits: readonly ScalingDivergence[]): boolean {
  const best = bestFit(fits);
  return best !== undefined && fits[0].divergence! > TELLS * fits[best].divergence!;
}
