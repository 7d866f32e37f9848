import { expect, test } from 'vitest';
import { mcNemar } from '../../src/metrics/mcNemar.js';

/** Outcomes of two models of which each alone is right so often, and both 20 times. */
function outcomes(onlyFirst: number, onlySecond: number): [boolean[], boolean[]] {
  const first = [...Array(onlyFirst).fill(true), ...Array(onlySecond).fill(false), ...Array(20).fill(true)];
  const second = [...Array(onlyFirst).fill(false), ...Array(onlySecond).fill(true), ...Array(20).fill(true)];
  return [first, second];
}

test.each([
  // scipy.stats.binomtest(onlyFirst, onlyFirst + onlySecond, 0.5).pvalue, SciPy 1.17.1
  { onlyFirst: 2, onlySecond: 10, p: 0.03857421875 },
  { onlyFirst: 0, onlySecond: 6, p: 0.03125 },
  { onlyFirst: 5, onlySecond: 5, p: 1 },
  { onlyFirst: 300, onlySecond: 420, p: 8.807756168615114e-6 },
])("McNemar's test of $onlyFirst against $onlySecond is SciPy's", ({ onlyFirst, onlySecond, p }) => {
  const test = mcNemar(...outcomes(onlyFirst, onlySecond));
  expect(test).toMatchObject({ onlyFirst, onlySecond });
  expect(Math.abs(test.p / p - 1)).toBeLessThan(1e-9);
});

test('models that are right about the same pictures do not differ', () => {
  expect(mcNemar([true, false], [true, false]).p).toBe(1);
});
