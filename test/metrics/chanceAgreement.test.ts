import { expect, test } from 'vitest';
import { chanceAgreement } from '../../src/metrics/chanceAgreement.js';

/** Labels and predictions of a confusion matrix: rows are labels. */
function examplesOf(matrix: readonly (readonly number[])[]): [labels: number[], predicted: number[]] {
  const pairs = matrix.flatMap((row, i) => row.flatMap((n, k) => Array.from({ length: n }, () => [i, k] as const)));
  return [pairs.map(([label]) => label), pairs.map(([, predicted]) => predicted)];
}

test('agreement by chance and its spread are those of kappa', () => {
  // By hand: rows 25 and 25 of 50, columns 30 and 20; 0.5 * 0.6 + 0.5 * 0.4 = 0.5.
  // Variance: (0.5 + 0.25 - (0.3 * 1.1 + 0.2 * 0.9)) / 50 = 0.0048.
  const [labels, predicted] = examplesOf([
    [20, 5],
    [10, 15],
  ]);
  const { agreed, byChance, mostByChance } = chanceAgreement(labels, predicted);
  expect([agreed, byChance]).toEqual([0.7, 0.5]);
  expect(mostByChance).toBeCloseTo(0.5 + 1.959964 * Math.sqrt(0.0048), 6);
});

test('always the largest class is no better than chance; a rare class that is recognized is', () => {
  const [labels, predicted] = examplesOf([
    [95, 0],
    [5, 0],
  ]);
  const always = chanceAgreement(labels, predicted);
  expect(always.agreed).toBe(0.95);
  expect(always.mostByChance).toBeCloseTo(0.95, 6);
  const [rare, found] = examplesOf([
    [94, 1],
    [2, 3],
  ]);
  const { agreed, mostByChance } = chanceAgreement(rare, found);
  expect(agreed).toBeGreaterThan(mostByChance);
});
