import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { featureMatrix } from '../../src/learn/featureMatrix.js';
import { principalComponents } from '../../src/learn/pca.js';

const draw = random('components');
const rows = Array.from({ length: 90 }, () => Array.from({ length: 60 }, (_, j) => 4 * 0.9 ** j * draw.normal()));

/** Covariances of the columns, in double precision. */
function covariances(): Float64Array {
  const means = rows[0]!.map((_, j) => rows.reduce((total, row) => total + row[j]!, 0) / rows.length);
  const products = means.flatMap((_, i) =>
    means.map((_, j) => rows.reduce((total, row) => total + (row[i]! - means[i]!) * (row[j]! - means[j]!), 0)),
  );
  return Float64Array.from(products, (product) => product / (rows.length - 1));
}

test('a subspace holds the same components as all covariances', () => {
  const all = new EigenvalueDecomposition(Matrix.from1DArray(60, 60, covariances()), { assumeSymmetric: true });
  const found = principalComponents(featureMatrix(rows), 5);
  found.variances.forEach((variance, k) => {
    expect(variance / all.realEigenvalues[59 - k]!).toBeCloseTo(1, 4);
    const along = found.directions
      .subarray(60 * k, 60 * (k + 1))
      .reduce((total, value, j) => total + value * all.eigenvectorMatrix.get(j, 59 - k), 0);
    expect(Math.abs(along)).toBeCloseTo(1, 4);
  });
});

test('there are no more components than features, or examples less one', () => {
  expect(principalComponents(featureMatrix(rows.slice(0, 4)), 50).variances).toHaveLength(3);
  expect(principalComponents(featureMatrix(rows.map((row) => row.slice(0, 2))), 50).variances).toHaveLength(2);
});

test('examples that are all the same have no variance, and no place but the middle', () => {
  const { variances, scores } = principalComponents(featureMatrix(rows.map(() => rows[0]!)), 3);
  expect(Math.max(...variances)).toBeLessThan(1e-9);
  expect(Math.max(...scores.values.map(Math.abs))).toBeLessThan(1e-3);
});
