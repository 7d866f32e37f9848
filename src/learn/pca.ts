import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { random } from '../base/random.js';
import { tf, valuesOf } from '../engine/tensorflow.js';
import type { FeatureMatrix } from './featureMatrix.js';

/** The directions in which examples differ most. */
export interface PrincipalComponents {
  /** Coordinates of the examples along the directions, `[numExamples, count]`. */
  scores: FeatureMatrix;
  /** Directions of length 1, row by row, `[count * numFeatures]`. The entry of the largest size in each is positive. */
  directions: Float64Array;
  /** Variance along each direction, with `numExamples - 1` in the denominator; the largest first. */
  variances: number[];
}

/** Directions more than are asked for: the last of a subspace converge slowest. Source: Halko, Martinsson and Tropp 2011. */
const OVERSAMPLED = 20;
/** Rounds at most; a round multiplies by the covariances once. */
const ROUNDS = 100;
/** A variance that changes by less than this share of the largest is found. */
const TOLERANCE = 1e-9;

/**
 * Principal component analysis, as scikit-learn's `PCA` with its exact solver: eigenvectors of the covariances, found by subspace
 * iteration from seeded random directions where there are many features.
 *
 * @param count directions at most; fewer where there are fewer features, or examples less one
 */
export function principalComponents(features: FeatureMatrix, count: number, seed = 0): PrincipalComponents {
  const { values, numExamples, numFeatures } = features;
  const kept = Math.max(1, Math.min(count, numFeatures, numExamples - 1));
  const centered = tf.tidy(() => {
    const rows = tf.tensor2d(values, [numExamples, numFeatures]);
    return rows.sub(rows.mean(0, true)) as tf.Tensor2D;
  });
  try {
    const products = valuesOf(() => tf.matMul(centered, centered, true, false));
    const covariances = Float64Array.from(products, (product) => product / Math.max(1, numExamples - 1));
    const size = Math.min(numFeatures, kept + OVERSAMPLED);
    const { vectors, values: variances } =
      size === numFeatures
        ? symmetricEigen(covariances, numFeatures)
        : leadingEigen(covariances, numFeatures, size, kept, seed);
    const directions = vectors.slice(0, kept * numFeatures);
    for (let k = 0; k < kept; k++) turn(directions.subarray(k * numFeatures, (k + 1) * numFeatures));
    const scores = valuesOf(() => {
      const along = tf.tensor2d(Float32Array.from(directions), [kept, numFeatures]);
      return tf.matMul(centered, along, false, true);
    });
    return {
      scores: { values: scores, numExamples, numFeatures: kept },
      directions,
      variances: variances.slice(0, kept).map((variance) => Math.max(0, variance)),
    };
  } finally {
    centered.dispose();
  }
}

/** Turns a direction so that its entry of the largest size is positive, as scikit-learn's `svd_flip` does. */
function turn(direction: Float64Array): void {
  const largest = direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  if (largest < 0) for (let j = 0; j < direction.length; j++) direction[j] = -direction[j]!;
}

/** The eigenvectors of the largest eigenvalues of a symmetric matrix: subspace iteration, then those within the subspace. */
function leadingEigen(
  matrix: Float64Array,
  numRows: number,
  size: number,
  kept: number,
  seed: number,
): ReturnType<typeof symmetricEigen> {
  const draw = random(seed, 'principal components');
  let basis = orthonormal(
    Float64Array.from({ length: size * numRows }, () => draw.normal()),
    numRows,
  );
  let before: number[] = [];
  for (let round = 1; ; round++) {
    const next = times(matrix, basis, numRows);
    const { values, vectors } = symmetricEigen(inner(basis, next, numRows), size);
    const tolerance = TOLERANCE * Math.max(1e-300, values[0]!);
    const isFound = values.slice(0, kept).every((value, k) => Math.abs(value - (before[k] ?? 0)) < tolerance);
    if (isFound || round === ROUNDS) return { values, vectors: combined(vectors, basis, size, numRows) };
    before = values;
    basis = orthonormal(next, numRows);
  }
}

/** Eigenvalues of a symmetric matrix `[size * size]`, the largest first, and eigenvectors of length 1, row by row. */
function symmetricEigen(matrix: Float64Array, size: number): { values: number[]; vectors: Float64Array } {
  const rows = Matrix.from1DArray(size, size, matrix);
  const found = new EigenvalueDecomposition(rows, { assumeSymmetric: true });
  // The library's are in columns, the smallest first.
  const vectors = found.eigenvectorMatrix.transpose().to1DArray();
  const sorted = Float64Array.from(
    vectors,
    (_, at) => vectors[(size - 1 - Math.floor(at / size)) * size + (at % size)]!,
  );
  return { values: [...found.realEigenvalues].reverse(), vectors: sorted };
}

/** Each row of a basis times a symmetric matrix. */
function times(matrix: Float64Array, basis: Float64Array, numRows: number): Float64Array {
  const result = new Float64Array(basis.length);
  for (let from = 0; from < basis.length; from += numRows) {
    for (let i = 0; i < numRows; i++) {
      const factor = basis[from + i]!;
      const row = i * numRows;
      for (let j = 0; j < numRows; j++) result[from + j]! += factor * matrix[row + j]!;
    }
  }
  return result;
}

/** Inner products of the rows of two bases, made symmetric. */
function inner(left: Float64Array, right: Float64Array, numRows: number): Float64Array {
  const size = left.length / numRows;
  const row = (basis: Float64Array, i: number): Float64Array => basis.subarray(i * numRows, (i + 1) * numRows);
  const products = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k <= i; k++) {
      products[i * size + k] = dot(row(left, i), row(right, k));
      products[k * size + i] = products[i * size + k]!;
    }
  }
  return products;
}

/** Rows that are sums of the rows of a basis. */
function combined(factors: Float64Array, basis: Float64Array, size: number, numRows: number): Float64Array {
  const result = new Float64Array(size * numRows);
  for (let k = 0; k < size; k++) {
    for (let i = 0; i < size; i++) {
      const factor = factors[k * size + i]!;
      for (let j = 0; j < numRows; j++) result[k * numRows + j]! += factor * basis[i * numRows + j]!;
    }
  }
  return result;
}

/** Rows of length 1 at right angles, by Gram and Schmidt, twice: once leaves a rest of what was nearly parallel. */
function orthonormal(rows: Float64Array, numRows: number): Float64Array {
  for (let from = 0; from < rows.length; from += numRows) {
    const row = rows.subarray(from, from + numRows);
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < from; other += numRows) {
        const before = rows.subarray(other, other + numRows);
        const along = dot(row, before);
        for (let j = 0; j < numRows; j++) row[j]! -= along * before[j]!;
      }
      scaleToOne(row);
    }
  }
  return rows;
}

/** A direction that nothing is left of becomes zero: the examples lie in fewer dimensions. */
function scaleToOne(row: Float64Array): void {
  const length = Math.sqrt(dot(row, row));
  const scale = length > 1e-150 ? 1 / length : 0;
  for (let j = 0; j < row.length; j++) row[j]! *= scale;
}

function dot(left: Float64Array, right: Float64Array): number {
  let total = 0;
  for (let j = 0; j < left.length; j++) total += left[j]! * right[j]!;
  return total;
}
