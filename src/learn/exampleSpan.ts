import { tf, valuesOf } from '../engine/tensorflow.js';

/** Added to the diagonal, as a share of its mean: more than rounding takes from a matrix that is only just positive. */
const JITTER = 1e-6;

/** Examples in an orthonormal basis of their span. */
export interface ExampleSpan {
  /** Of each example, with a last column of ones, `[numExamples][numExamples + 1]`. */
  coordinates: tf.Tensor2D;
  /** Weights of the columns of x from those of the coordinates, the last row as it is: `[numColumns][numClasses]`. */
  weightsOf(found: Float32Array, numClasses: number): Float32Array;
}

/**
 * Rotates examples into their span: with X X' = L L' (Cholesky), L are their coordinates in an orthonormal basis, in
 * which lengths and products, and so a penalized fit, are the same.
 *
 * @param x `[numExamples][numColumns]`, the last column ones; fewer examples than columns
 */
export function exampleSpan(x: tf.Tensor2D): ExampleSpan {
  const [n, numColumns] = x.shape;
  const products = valuesOf(() => {
    const rows = x.slice([0, 0], [n, numColumns - 1]);
    return tf.matMul(rows, rows, false, true);
  });
  const lower = cholesky(products, n);
  const withOnes = new Float32Array(n * (n + 1)).fill(1);
  for (let i = 0; i < n; i++) withOnes.set(lower.subarray(i * n, (i + 1) * n), i * (n + 1));
  return {
    coordinates: tf.tensor2d(withOnes, [n, n + 1]),
    weightsOf: (found, numClasses) => {
      const shares = Float32Array.from(solvedTransposed(lower, found, n, numClasses));
      const weights = valuesOf(() => tf.matMul(x, tf.tensor2d(shares, [n, numClasses]), true));
      // The column of ones is no feature: its weight is the intercept that was found.
      weights.set(found.subarray(n * numClasses), (numColumns - 1) * numClasses);
      return weights;
    },
  };
}

/** L with L L' = the matrix, `[n][n]` row by row, zeros above the diagonal. */
function cholesky(matrix: Float32Array, n: number): Float64Array {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += matrix[i * n + i]!;
  const jitter = (JITTER * trace) / n;
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]! + (i === j ? jitter : 0);
      for (let k = 0; k < j; k++) sum -= lower[i * n + k]! * lower[j * n + k]!;
      // Where examples repeat, what is left is rounding about the jitter.
      lower[i * n + j] = i === j ? Math.sqrt(Math.max(sum, jitter)) : sum / lower[j * n + j]!;
    }
  }
  return lower;
}

/** A of L' A = B, for B the first n rows of what was found, `[n][numClasses]`. */
function solvedTransposed(lower: Float64Array, found: Float32Array, n: number, numClasses: number): Float64Array {
  const solution = Float64Array.from(found.subarray(0, n * numClasses));
  for (let c = 0; c < numClasses; c++) {
    for (let i = n - 1; i >= 0; i--) {
      let sum = solution[i * numClasses + c]!;
      for (let k = i + 1; k < n; k++) sum -= lower[k * n + i]! * solution[k * numClasses + c]!;
      solution[i * numClasses + c] = sum / lower[i * n + i]!;
    }
  }
  return solution;
}
