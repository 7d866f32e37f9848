import { expect, test } from 'vitest';
import { differenceOverSeeds } from '../../src/benchmark/facts.js';
import { welch } from '../../src/metrics/welch.js';
import { python } from './python.js';

test('the interval of a paired difference is that of scipy', () => {
  const before = [0.41, 0.5, 0.44, 0.47];
  const after = [0.8, 0.84, 0.9, 0.79];
  const script = `
from scipy import stats
import numpy as np
d = np.array(given["after"]) - np.array(given["before"])
answer = [d.mean(), *stats.t.interval(0.95, len(d) - 1, d.mean(), stats.sem(d))]`;
  const [mean, low, high] = python(script, { before, after }) as number[];
  const { value, interval } = differenceOverSeeds(before, after);
  expect(value).toBeCloseTo(mean!, 12);
  expect(interval[0]).toBeCloseTo(low!, 4);
  expect(interval[1]).toBeCloseTo(high!, 4);
});

test('the interval of a difference of means is that of scipy', () => {
  const samples = [
    [
      [0.41, 0.5, 0.44],
      [0.8, 0.84, 0.9],
    ],
    [
      [0.2, 0.2, 0.21],
      [0.3, 0.7, 0.5],
    ],
    [
      [0.1, 0.3, 0.2, 0.25],
      [0.3, 0.9, 0.5],
    ],
    [
      [0.1, 0.3],
      [0.3, 0.35],
    ],
  ] as const;
  const script = `
from scipy import stats
answer = []
for first, second in given:
    low, high = stats.ttest_ind(second, first, equal_var=False).confidence_interval()
    answer.append([low, high])`;
  const expected = python(script, samples) as [number, number][];
  for (const [i, [first, second]] of samples.entries()) {
    const { interval } = welch(first, second);
    // Fewer than two degrees of freedom, of two values each, are summed up less exactly.
    const digits = first.length === 2 ? 2 : 4;
    expect(interval[0]).toBeCloseTo(expected[i]![0], digits);
    expect(interval[1]).toBeCloseTo(expected[i]![1], digits);
  }
});
