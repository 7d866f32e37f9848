import { random } from './random.js';

export type Interval = readonly [low: number, high: number];

/** 97.5 % quantile of the standard normal distribution. */
const Z95 = 1.959963984540054;

/** Wilson's 95 % interval of a share, given `successes` of `n`. Source: Wilson 1927; `statsmodels` method 'wilson'. */
export function wilson(successes: number, n: number): Interval {
  const p = successes / n;
  const z2 = Z95 ** 2 / n;
  const centre = (p + z2 / 2) / (1 + z2);
  const half = (Z95 / (1 + z2)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/**
 * 95 % interval by the percentile bootstrap: `statistic` of examples drawn with replacement.
 *
 * @param statistic of indices in 0 ... n - 1; NaN draws are left out, and where all are, both ends are NaN
 */
export function bootstrap(
  n: number,
  statistic: (indices: readonly number[]) => number,
  seed = 0,
  draws = 1000,
): Interval {
  const draw = random(seed, 'bootstrap');
  const values: number[] = [];
  for (let i = 0; i < draws; i++) {
    const value = statistic(Array.from({ length: n }, () => draw.below(n)));
    if (!Number.isNaN(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  const at = (share: number): number =>
    values.length === 0 ? Number.NaN : values[Math.min(values.length - 1, Math.floor(share * values.length))];
  return [at(0.025), at(0.975)];
}
