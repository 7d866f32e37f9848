import type { FeatureMatrix } from './featureMatrix.js';
import { distance } from './nearestNeighbors.js';

/**
 * How far those who are neighbors on a map are neighbors of their features: 1 where all of them are, about 0.5 for places at random.
 *
 * Source: Venna and Kaski 2001, as scikit-learn's `trustworthiness` with Euclidean distances.
 *
 * @param numNeighbors on the map that are looked at; fewer than half of the examples
 */
export function trustworthiness(features: FeatureMatrix, map: FeatureMatrix, numNeighbors: number): number {
  const { numExamples } = features;
  let penalty = 0;
  for (let i = 0; i < numExamples; i++) {
    const ranks = new Float64Array(numExamples);
    byDistance(features, i).forEach((other, rank) => {
      ranks[other] = rank + 1;
    });
    for (const other of byDistance(map, i).slice(0, numNeighbors)) penalty += Math.max(0, ranks[other]! - numNeighbors);
  }
  return 1 - (2 * penalty) / (numExamples * numNeighbors * (2 * numExamples - 3 * numNeighbors - 1));
}

/** All other examples, the nearest first. */
function byDistance(features: FeatureMatrix, of: number): Uint32Array {
  const distances = Float64Array.from({ length: features.numExamples }, (_, other) => distance(features, of, other));
  const others = Uint32Array.from({ length: features.numExamples - 1 }, (_, i) => (i < of ? i : i + 1));
  return others.sort((a, b) => distances[a]! - distances[b]!);
}
