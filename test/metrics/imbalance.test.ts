import { expect, test } from 'vitest';
import { effectiveNumbers, imbalanceRatio, majorityBaseline } from '../../src/metrics/imbalance.js';

test('the ratio leaves out classes without examples', () => {
  expect(imbalanceRatio([120, 40, 0, 10])).toBe(12);
  expect(imbalanceRatio([7, 7])).toBe(1);
});

test('the baseline answers the class that is largest in training, not in validation', () => {
  expect(majorityBaseline([50, 30, 20], [10, 25, 5])).toBe(0.25);
});

test('of two equally large classes the baseline answers the first', () => {
  expect(majorityBaseline([30, 30], [1, 3])).toBe(0.25);
});

test('the effective number of one example is 1, and many approach 1 / (1 - beta)', () => {
  const [none, one, two, many] = effectiveNumbers([0, 1, 2, 1e6], 0.9);
  expect(none).toBe(0);
  expect(one).toBeCloseTo(1, 12);
  expect(two).toBeCloseTo(1.9, 12);
  expect(many).toBeCloseTo(10, 12);
});
