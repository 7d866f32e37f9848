import { random } from '../base/random.js';
import { type FeatureMatrix, rowsOf } from './featureMatrix.js';

/** Clusters of examples. */
export interface Clusters {
  /** Cluster of each example, `[numExamples]`. */
  assigned: number[];
  /** Mean of each cluster, row by row, `[numClusters * numFeatures]`. */
  centers: Float64Array;
  /** Sum of the squared distances of the examples to their centers. */
  inertia: number;
}

/** Rounds at most, as scikit-learn's `max_iter`. */
const ROUNDS = 300;

/**
 * Clusters examples by k-means: Lloyd's rounds from given centers, until no example changes its cluster. A center without
 * examples stays where it is. As scikit-learn's `KMeans` with these centers as `init`.
 *
 * @param centers `[numClusters * numFeatures]`
 */
export function kMeansFrom(features: FeatureMatrix, centers: ArrayLike<number>): Clusters {
  const { numExamples, numFeatures } = features;
  const current = Float64Array.from(centers);
  let { assigned, inertia } = nearestCenters(features, current);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float64Array(current.length);
    const counts = new Array<number>(current.length / numFeatures).fill(0);
    for (let i = 0; i < numExamples; i++) {
      const cluster = assigned[i]!;
      counts[cluster]!++;
      for (let j = 0; j < numFeatures; j++) sums[cluster * numFeatures + j]! += features.values[i * numFeatures + j]!;
    }
    sums.forEach((total, at) => {
      const count = counts[Math.floor(at / numFeatures)]!;
      if (count > 0) current[at] = total / count;
    });
    const next = nearestCenters(features, current);
    const isSame = next.assigned.every((cluster, i) => cluster === assigned[i]);
    ({ assigned, inertia } = next);
    if (isSame) break;
  }
  return { assigned, centers: current, inertia };
}

/**
 * The same from centers that are drawn far from each other. Source: k-means++ by Arthur and Vassilvitskii 2007.
 *
 * @param numClusters at most one for each example
 */
export function kMeans(features: FeatureMatrix, numClusters: number, seed = 0): Clusters {
  const { numExamples } = features;
  const draw = random(seed, 'k-means');
  const chosen = [draw.below(numExamples)];
  const nearest = new Float64Array(numExamples).fill(Number.POSITIVE_INFINITY);
  while (chosen.length < Math.min(numClusters, numExamples)) {
    const last = Float64Array.from(rowsOf(features, [chosen.at(-1)!]).values);
    let total = 0;
    for (let i = 0; i < numExamples; i++) {
      nearest[i] = Math.min(nearest[i]!, squaredDistance(features, i, last, 0));
      total += nearest[i]!;
    }
    let left = draw() * total;
    const next = nearest.findIndex((distance) => {
      left -= distance;
      return left < 0;
    });
    // All that is left are copies of the centers.
    if (next < 0) break;
    chosen.push(next);
  }
  return kMeansFrom(features, rowsOf(features, chosen).values);
}

/** The nearest center of each example, of equally near ones the first. */
export function nearestCenters(features: FeatureMatrix, centers: Float64Array): Pick<Clusters, 'assigned' | 'inertia'> {
  const numCenters = centers.length / features.numFeatures;
  let inertia = 0;
  const assigned = Array.from({ length: features.numExamples }, (_, i) => {
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    for (let k = 0; k < numCenters; k++) {
      const distance = squaredDistance(features, i, centers, k);
      if (distance < least) [best, least] = [k, distance];
    }
    inertia += least;
    return best;
  });
  return { assigned, inertia };
}

function squaredDistance(
  { values, numFeatures }: FeatureMatrix,
  row: number,
  centers: Float64Array,
  k: number,
): number {
  let total = 0;
  for (let j = 0; j < numFeatures; j++) total += (values[row * numFeatures + j]! - centers[k * numFeatures + j]!) ** 2;
  return total;
}
