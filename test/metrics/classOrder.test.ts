import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { bestAssignment } from '../../src/metrics/bestAssignment.js';
import { bestClassOrder } from '../../src/metrics/classOrder.js';

function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((rest) =>
    Array.from({ length: n }, (_, at) => [...rest.slice(0, at), n - 1, ...rest.slice(at)]),
  );
}

test.each([1, 2, 3, 5, 6])('of all assignments of %d rows the best has the sum that trying them all finds', (n) => {
  const draw = random('assignment', n);
  for (let trial = 0; trial < 20; trial++) {
    const values = Array.from({ length: n }, () => Array.from({ length: n }, () => draw.below(50)));
    const sumOf = (order: readonly number[]): number =>
      order.reduce((sum, column, row) => sum + values[row][column], 0);
    const found = bestAssignment(values);
    expect([...found].sort()).toEqual(Array.from({ length: n }, (_, i) => i));
    expect(sumOf(found)).toBe(Math.max(...permutations(n).map(sumOf)));
  }
});

test('outputs in another class order are found, and noise gains nothing on images that the order was not found on', () => {
  const draw = random('order');
  const labels = Array.from({ length: 120 }, (_, i) => i % 4);
  const turned = labels.map((label) => (label + 1) % 4);
  const { order, right } = bestClassOrder(labels, turned, 4);
  expect(order).toEqual([1, 2, 3, 0]);
  expect(right.every(Boolean)).toBe(true);
  const noise = labels.map(() => draw.below(4));
  const share = bestClassOrder(labels, noise, 4).right.filter(Boolean).length / labels.length;
  expect(share).toBeLessThan(0.4);
});
