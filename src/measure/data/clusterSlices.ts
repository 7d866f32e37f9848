import { random, shuffled } from '../../base/random.js';
import { type FeatureMatrix, featureMatrix, momentsOf, rowsOf } from '../../learn/featureMatrix.js';
import { kMeans, nearestCenters } from '../../learn/kMeans.js';
import { LEAST_IN_SLICE, type Slice } from '../../metrics/slice.js';

/** Property of these slices. */
export const CLUSTERS: string = 'cluster of features';

/** Images for each cluster, on average: with fewer, hardly any would hold enough for a slice. */
const IMAGES_OF_CLUSTER = 100;
/** Clusters at most: each is looked at, and makes the others harder to show. */
const MOST_CLUSTERS = 16;
/** Images that clusters are fitted on; the others go to the nearest center. */
const FITTED = 2000;
/** Numbers that features are reduced to. Source: the lemma of Johnson and Lindenstrauss 1984, as a Gaussian projection. */
const REDUCED = 64;

/**
 * Slices by clusters of features: images that a network sees as alike, whatever property it is that they share. Features are
 * standardized and projected to 64 dimensions, and clustered by k-means.
 *
 * @param features of each evaluated image
 * @returns clusters of at least 30 images; none of fewer than 200 images
 */
export function clusterSlices(features: FeatureMatrix, seed = 0): Slice[] {
  const { numExamples } = features;
  const numClusters = Math.min(MOST_CLUSTERS, Math.floor(numExamples / IMAGES_OF_CLUSTER));
  if (numClusters < 2) return [];
  const reduced = projected(features, seed);
  const drawn = shuffled([...Array(numExamples).keys()], random(seed, 'clustered')).slice(0, FITTED);
  const { centers } = kMeans(rowsOf(reduced, drawn), numClusters, seed);
  const { assigned } = nearestCenters(reduced, centers);
  return Array.from({ length: numClusters }, (_, k) => ({
    property: CLUSTERS,
    name: `features of cluster ${k + 1} of ${numClusters}`,
    members: [...assigned.keys()].filter((i) => assigned[i] === k),
  })).filter(({ members }) => members.length >= LEAST_IN_SLICE);
}

/** Standardized features times a random matrix, if there are more of them. */
function projected(features: FeatureMatrix, seed: number): FeatureMatrix {
  const { values, numExamples, numFeatures } = features;
  const { mean, deviation } = momentsOf(features);
  const standardized = values.map((value, at) => (value - mean[at % numFeatures]!) / deviation[at % numFeatures]!);
  if (numFeatures <= REDUCED) return { values: standardized, numExamples, numFeatures };
  const draw = random(seed, 'projection');
  const directions = Float32Array.from({ length: numFeatures * REDUCED }, () => draw.normal());
  return featureMatrix(
    Array.from({ length: numExamples }, (_, i) => {
      const row = new Float64Array(REDUCED);
      for (let j = 0; j < numFeatures; j++) {
        const value = standardized[i * numFeatures + j]!;
        for (let d = 0; d < REDUCED; d++) row[d]! += value * directions[j * REDUCED + d]!;
      }
      return row;
    }),
  );
}
