import { expect, test } from 'vitest';
import { aucInterval, rocAuc } from '../../src/metrics/rocAuc.js';

test("scikit-learn's own example has an area of 0.75", () => {
  // sklearn.metrics.roc_auc_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
  expect(rocAuc([false, false, true, true], [0.1, 0.4, 0.35, 0.8])).toBe(0.75);
});

test('ties count half, so equal scores are chance', () => {
  expect(rocAuc([true, false, true, false, false], [1, 1, 1, 1, 1])).toBe(0.5);
});

test('without negative examples there is no area', () => {
  expect(rocAuc([true, true], [1, 2])).toBeNaN();
});

test('at chance the interval is that of the test of Mann and Whitney', () => {
  // Variance of their U over (m n)^2 where nothing is told: (m + n + 1) / (12 m n)
  const [low, high] = aucInterval(0.5, 51, 58);
  expect((high - low) / 2).toBeCloseTo(1.959963984540054 * Math.sqrt(110 / (12 * 51 * 58)), 12);
});
