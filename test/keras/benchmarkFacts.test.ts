import { expect, test } from 'vitest';
import { differenceOverSeeds } from '../../src/benchmark/facts.js';
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
