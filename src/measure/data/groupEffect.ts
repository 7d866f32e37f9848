import { random, shuffled } from '../../base/random.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { type FeatureMatrix, momentsOf } from '../../learn/featureMatrix.js';
import { type Interval, wilson } from '../../metrics/intervals.js';

/** Images that are compared with the others of their class; more do not add precision that matters. */
const MOST_PICTURES = 1500;
/** Others of the class that each is compared with. */
const MOST_OTHERS = 1500;

/** Whether images of one group look more alike than images of one class. Shares in [0, 1]. */
export interface GroupEffect {
  /** Share of the images whose nearest neighbor within the class is from the same group. */
  observed: number;
  /** Wilson's, 95 %. */
  interval: Interval;
  /** The same share if groups were assigned by chance within the class. */
  expected: number;
}

/** Excess over chance, at the low end of the interval, from which on groups look alike. A choice. */
const ALIKE = 0.05;

/** Whether groups show in the images, and not only in their names. */
export function groupsLookAlike({ interval, expected }: GroupEffect): boolean {
  return interval[0] - expected >= ALIKE;
}

/**
 * Finds the nearest neighbor of every image within its class, and compares their groups.
 *
 * @param groups origin of each image
 * @returns undefined where no class has two groups, one of them with two images
 */
export function groupEffect(
  features: FeatureMatrix,
  images: readonly ScannedImage[],
  groups: readonly string[],
): GroupEffect | undefined {
  const rows = standardizedRows(features);
  const numClasses = Math.max(...images.map(({ label }) => label)) + 1;
  let same = 0;
  let compared = 0;
  let expected = 0;
  for (let k = 0; k < numClasses; k++) {
    const all = images.map((_, i) => i).filter((i) => images[i]!.label === k);
    const own = shuffled(all, random('group effect', k)).slice(0, MOST_OTHERS);
    const size = new Map<string, number>();
    for (const i of own) size.set(groups[i]!, (size.get(groups[i]!) ?? 0) + 1);
    if (size.size < 2) continue;
    const share = Math.ceil((MOST_PICTURES * all.length) / images.length);
    for (const i of own.filter((index) => size.get(groups[index]!)! > 1).slice(0, share)) {
      const nearest = nearestOf(i, own, images, rows);
      if (nearest === undefined) continue;
      compared++;
      same += Number(groups[nearest] === groups[i]);
      expected += (size.get(groups[i]!)! - 1) / (own.length - 1);
    }
  }
  if (compared === 0) return undefined;
  return { observed: same / compared, interval: wilson(same, compared), expected: expected / compared };
}

/** A copy of the same file is no neighbor. */
function nearestOf(
  image: number,
  others: readonly number[],
  images: readonly ScannedImage[],
  rows: readonly Float32Array[],
): number | undefined {
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  const row = rows[image]!;
  for (const other of others) {
    if (images[other]!.digest === images[image]!.digest) continue;
    const candidate = rows[other]!;
    let distance = 0;
    for (let j = 0; j < row.length && distance < least; j++) distance += (row[j]! - candidate[j]!) ** 2;
    if (distance >= least) continue;
    least = distance;
    best = other;
  }
  return best;
}

function standardizedRows(features: FeatureMatrix): Float32Array[] {
  const { mean, deviation } = momentsOf(features);
  const { values, numExamples, numFeatures } = features;
  return Array.from({ length: numExamples }, (_, i) =>
    values.slice(i * numFeatures, (i + 1) * numFeatures).map((value, j) => (value - mean[j]!) / deviation[j]!),
  );
}
