import { UMAP } from 'umap-js';
import { random } from '../base/random.js';
import { yieldToEventLoop } from '../engine/tensorflow.js';
import type { FeatureMatrix } from './featureMatrix.js';
import { nearestNeighbors } from './nearestNeighbors.js';

export interface UmapOptions {
  /** Default 0. */
  seed?: number;
  /** Called after each round. */
  onProgress?: (done: number, total: number) => void;
}

/** An example and its neighbors. Source: the defaults of umap-learn, these two. */
const NEIGHBORS = 15;
const LEAST_DISTANCE = 0.1;
/** How far places reach at the start, and how much they are shaken so that copies part. Source: umap-learn, `init='pca'`. */
const REACH = 10;
const SHAKEN = 1e-4;

/**
 * Places examples in the plane so that neighbors stay neighbors: UMAP of McInnes, Healy and Melville 2018, arXiv:1802.03426, from
 * their exact neighbors and their first two features. The same features and seed give the same places.
 *
 * @param features principal components, the first ones first: at least two of them
 * @returns `[numExamples, 2]`; the first two features where there are too few examples to have neighbors
 * @throws Interrupted if the work was interrupted
 */
export async function umap(
  features: FeatureMatrix,
  { seed = 0, onProgress }: UmapOptions = {},
): Promise<FeatureMatrix> {
  const { numExamples, numFeatures } = features;
  const start = startOf(features, seed);
  const nNeighbors = Math.min(NEIGHBORS, numExamples - 1);
  if (nNeighbors < 3) return planeOf(start);
  const { indices, distances } = nearestNeighbors(features, nNeighbors - 1);
  const layout = new UMAP({ nNeighbors, minDist: LEAST_DISTANCE, random: random(seed, 'umap') });
  // The library counts an example as the first of its neighbors.
  layout.setPrecomputedKNN(
    indices.map((near, i) => [i, ...near]),
    distances.map((near) => [0, ...near]),
  );
  const rows = Array.from({ length: numExamples }, (_, i) =>
    Array.from(features.values.subarray(i * numFeatures, (i + 1) * numFeatures)),
  );
  const rounds = layout.initializeFit(rows);
  // It begins at random places, which a network of neighbors seldom untangles.
  const places = layout.getEmbedding();
  places.forEach((place, i) => {
    [place[0], place[1]] = start[i]!;
  });
  for (let round = 1; round <= rounds; round++) {
    layout.step();
    onProgress?.(round, rounds);
    await yieldToEventLoop();
  }
  return planeOf(layout.getEmbedding());
}

/** The first two features, scaled and a little shaken. */
function startOf({ values, numExamples, numFeatures }: FeatureMatrix, seed: number): [number, number][] {
  const draw = random(seed, 'start of umap');
  const first = Array.from({ length: numExamples }, (_, i): [number, number] => [
    values[i * numFeatures]!,
    numFeatures > 1 ? values[i * numFeatures + 1]! : 0,
  ]);
  const largest = first.reduce((most, [x, y]) => Math.max(most, Math.abs(x), Math.abs(y)), 0) || 1;
  return first.map(([x, y]) => [
    (REACH * x) / largest + draw.normal(SHAKEN),
    (REACH * y) / largest + draw.normal(SHAKEN),
  ]);
}

function planeOf(places: readonly (readonly number[])[]): FeatureMatrix {
  return { values: Float32Array.from(places.flat()), numExamples: places.length, numFeatures: 2 };
}
