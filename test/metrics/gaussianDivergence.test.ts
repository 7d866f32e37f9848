import { expect, test } from 'vitest';
import { gaussianDivergence } from '../../src/metrics/gaussianDivergence.js';

test('the divergence of two normal distributions is the integral of its definition', () => {
  const [received, expected] = [
    { mean: 0.4, variance: 0.5 },
    { mean: -0.3, variance: 1.7 },
  ];
  const logDensity = (x: number, { mean, variance }: typeof received): number =>
    -((x - mean) ** 2) / (2 * variance) - Math.log(2 * Math.PI * variance) / 2;
  let integral = 0;
  for (let x = -8; x < 8; x += 1e-3) {
    const log = logDensity(x, received);
    integral += Math.exp(log) * (log - logDensity(x, expected)) * 1e-3;
  }
  expect(gaussianDivergence(received, expected)).toBeCloseTo(integral, 6);
});

test('it is 0 for the same distribution, and counts a spread too wide more than one too narrow', () => {
  const one = { mean: 2, variance: 3 };
  expect(gaussianDivergence(one, one)).toBe(0);
  expect(gaussianDivergence({ ...one, variance: 300 }, one)).toBeGreaterThan(
    gaussianDivergence({ ...one, variance: 0.03 }, one),
  );
});
