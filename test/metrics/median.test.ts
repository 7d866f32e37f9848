import { expect, test } from 'vitest';
import { median, robustSpread } from '../../src/metrics/median.js';

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([4, 1, 3, 10])).toBe(3.5);
  expect(median([10, 1, 3])).toBe(3);
});

test('the spread is scaled as scipy scales it, and one far value does not move it', () => {
  // scipy.stats.median_abs_deviation([1, 2, 3, 4, 1000], scale='normal')
  expect(robustSpread([1, 2, 3, 4, 1000]).spread).toBeCloseTo(1.482602218505602, 12);
});
