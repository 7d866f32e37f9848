import { expect, test } from 'vitest';
import { featureMatrix, firstColumns, momentsOf, rowsOf } from '../../src/learn/featureMatrix.js';

const matrix = featureMatrix([
  [1, 10, 5],
  [2, 20, 5],
  [3, 60, 5],
]);

test('rows lie one after the other', () => {
  expect(matrix).toEqual({ values: Float32Array.of(1, 10, 5, 2, 20, 5, 3, 60, 5), numExamples: 3, numFeatures: 3 });
  expect(featureMatrix([])).toEqual({ values: new Float32Array(0), numExamples: 0, numFeatures: 0 });
});

test('rows are picked in the order that is asked for, and may come twice', () => {
  const picked = rowsOf(matrix, [2, 0, 2]);
  expect(picked.numExamples).toBe(3);
  expect([...picked.values]).toEqual([3, 60, 5, 1, 10, 5, 3, 60, 5]);
});

test('the first columns are kept, row by row', () => {
  expect(firstColumns(matrix, 2)).toEqual(
    featureMatrix([
      [1, 10],
      [2, 20],
      [3, 60],
    ]),
  );
});

// sklearn.preprocessing.StandardScaler: mean_ and scale_
test('means and deviations are those of StandardScaler, 1 for a constant feature', () => {
  const { mean, deviation } = momentsOf(matrix);
  expect([...mean]).toEqual([2, 30, 5]);
  expect(deviation[0]).toBeCloseTo(0.816497, 6);
  expect(deviation[1]).toBeCloseTo(21.602469, 5);
  expect(deviation[2]).toBe(1);
});
