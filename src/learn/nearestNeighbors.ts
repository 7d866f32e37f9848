import { tf, valuesOf } from '../engine/tensorflow.js';
import type { FeatureMatrix } from './featureMatrix.js';

/** The nearest examples of each example. */
export interface Neighbors {
  /** By distance, of equal ones by number, `[numExamples][count]`. An example is no neighbor of itself. */
  indices: number[][];
  /** Euclidean, `[numExamples][count]`. */
  distances: number[][];
}

/** Examples that are compared with all others at once. */
const AT_ONCE = 512;

/**
 * Finds the nearest examples of each example, all of them compared.
 *
 * @param count fewer than there are examples
 */
export function nearestNeighbors(features: FeatureMatrix, count: number): Neighbors {
  const { values, numExamples, numFeatures } = features;
  const rows = tf.tensor2d(values, [numExamples, numFeatures]);
  const squares = tf.tidy(() => rows.square().sum(1));
  const found: Neighbors = { indices: [], distances: [] };
  try {
    for (let start = 0; start < numExamples; start += AT_ONCE) {
      const size = Math.min(AT_ONCE, numExamples - start);
      const nearest = valuesOf(() => {
        // The example's own square is the same for all of its row.
        const products = tf.matMul(rows.slice([start, 0], [size, numFeatures]), rows, false, true);
        return tf.topk(products.mul(2).sub(squares), count + 1).indices;
      });
      for (let i = 0; i < size; i++) {
        const near = [...nearest.subarray(i * (count + 1), (i + 1) * (count + 1))].filter((j) => j !== start + i);
        // In single precision, the differences above are too coarse for neighbors that are nearly the same.
        const sorted = near
          .map((index) => ({ index, distance: distance(features, start + i, index) }))
          .sort((a, b) => a.distance - b.distance || a.index - b.index)
          .slice(0, count);
        found.indices.push(sorted.map(({ index }) => index));
        found.distances.push(sorted.map((one) => one.distance));
      }
    }
  } finally {
    tf.dispose([rows, squares]);
  }
  return found;
}

/** Euclidean distance of two examples. */
export function distance({ values, numFeatures }: FeatureMatrix, one: number, other: number): number {
  let total = 0;
  for (let j = 0; j < numFeatures; j++) {
    total += (values[one * numFeatures + j]! - values[other * numFeatures + j]!) ** 2;
  }
  return Math.sqrt(total);
}
