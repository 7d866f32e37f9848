import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { bestAssignment } from '../../src/metrics/bestAssignment.js';

/** All orders of 0 ... n - 1. */
function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((rest) =>
    Array.from({ length: n }, (_, at) => [...rest.slice(0, at), n - 1, ...rest.slice(at)]),
  );
}

const sumOf = (values: number[][], columns: readonly number[]): number =>
  columns.reduce((sum, column, row) => sum + values[row][column], 0);

test('the example of scipy.optimize.linear_sum_assignment, as costs', () => {
  const costs = [
    [4, 1, 3],
    [2, 0, 5],
    [3, 2, 2],
  ];
  expect(bestAssignment(costs.map((row) => row.map((cost) => -cost)))).toEqual([1, 0, 2]);
});

test('the best of each row is given up where the sum gains by it', () => {
  const values = [
    [10, 9],
    [10, 0],
  ];
  expect(bestAssignment(values)).toEqual([1, 0]);
});

test.each([1, 2, 3, 4, 5, 6])('of %i rows none of all the orders has a larger sum', (n) => {
  const draw = random(n, 'assignment');
  for (let trial = 0; trial < 20; trial++) {
    const values = Array.from({ length: n }, () => Array.from({ length: n }, () => Math.round(20 * draw()) - 10));
    const found = bestAssignment(values);
    expect([...found].sort()).toEqual(Array.from({ length: n }, (_, i) => i));
    expect(sumOf(values, found)).toBe(Math.max(...permutations(n).map((columns) => sumOf(values, columns))));
  }
});

test('no rows have no columns', () => {
  expect(bestAssignment([])).toEqual([]);
});
