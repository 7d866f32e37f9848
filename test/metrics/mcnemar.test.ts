import { expect, test } from 'vitest';
import { fewestDifferences, mcnemar } from '../../src/metrics/mcnemar.js';

/** Outcomes of two models by the cells of their table. */
function pairs(both: number, onlyFirst: number, onlySecond: number): [boolean[], boolean[]] {
  const cells: [boolean, boolean][] = [
    ...new Array(both).fill([true, true]),
    ...new Array(onlyFirst).fill([true, false]),
    ...new Array(onlySecond).fill([false, true]),
  ];
  return [cells.map(([first]) => first), cells.map(([, second]) => second)];
}

test('two of ten differences to one side are no proof, none of six are', () => {
  // Binomial(10, 1/2): 2 (1 + 10 + 45) / 1024; Binomial(6, 1/2): 2 / 64.
  expect(mcnemar(...pairs(50, 2, 8)).p).toBeCloseTo(0.109375, 12);
  expect(mcnemar(...pairs(0, 6, 0)).p).toBeCloseTo(0.03125, 12);
});

test('models that never differ, or as often to both sides, get 1', () => {
  expect(mcnemar(...pairs(20, 0, 0))).toEqual({ onlyFirst: 0, onlySecond: 0, p: 1 });
  expect(mcnemar(...pairs(20, 5, 5)).p).toBe(1);
});

test('the order of the two models changes the sides and not the probability', () => {
  const [first, second] = pairs(9, 3, 11);
  const [there, back] = [mcnemar(first, second), mcnemar(second, first)];
  expect(back).toEqual({ onlyFirst: there.onlySecond, onlySecond: there.onlyFirst, p: there.p });
});

test('thousands of differences neither overflow nor vanish', () => {
  // scipy.stats.binomtest(2900, 6000).pvalue
  expect(mcnemar(...pairs(0, 2900, 3100)).p).toBeCloseTo(0.01019104152341286, 10);
});

test('the fewest differences are those from which on the exact test can be significant', () => {
  for (const level of [0.05, 0.05 / 6, 0.001, 1 / 16]) {
    const fewest = fewestDifferences(level);
    expect(mcnemar(...pairs(20, fewest, 0)).p).toBeLessThan(level);
    expect(mcnemar(...pairs(20, fewest - 1, 0)).p).toBeGreaterThanOrEqual(level);
  }
});
