import { group } from '../base/group.js';
import { random } from '../base/random.js';

/** Low and high end of a 95 % interval. */
export type Interval = readonly [low: number, high: number];

/** 97.5 % quantile of the standard normal distribution. */
export const Z95: number = 1.959963984540054;

/** Wilson's 95 % interval of a share, given `successes` of `n`. Source: Wilson 1927; `statsmodels` method 'wilson'. */
export function wilson(successes: number, n: number): Interval {
  const p = successes / n;
  const z2 = Z95 ** 2 / n;
  const center = (p + z2 / 2) / (1 + z2);
  const half = (Z95 / (1 + z2)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n));
  return [Math.max(0, center - half), Math.min(1, center + half)];
}

export interface BootstrapOptions {
  seed?: number;
  /** Default 1000. */
  draws?: number;
  /** Stratum of each example, e.g. its true class; default one for all. */
  strata?: readonly number[];
}

/**
 * 95 % interval by the percentile bootstrap: `statistic` of examples drawn with replacement, as many of each stratum as
 * there are, so that every class is in every draw.
 *
 * @param statistic of indices in 0 ... n - 1; NaN draws are left out, and all NaN gives NaN
 */
export function bootstrap(
  n: number,
  statistic: (indices: readonly number[]) => number,
  options: BootstrapOptions = {},
): Interval {
  return percentileInterval(Array.from(bootstrapDraws(n, options), statistic));
}

/** The draws of the bootstrap: indices in 0 ... n - 1, as many as there are in each stratum. */
export function* bootstrapDraws(n: number, options: BootstrapOptions = {}): Generator<number[]> {
  const { seed = 0, draws = 1000, strata } = options;
  const draw = random(seed, 'bootstrap');
  const groups = [...group(Array(n).keys(), (i) => strata?.[i] ?? 0).values()];
  for (let i = 0; i < draws; i++) {
    yield groups.flatMap((members) => members.map(() => members[draw.below(members.length)]!));
  }
}

/** Interval from the 2.5 % to the 97.5 % quantile. NaN values are left out; NaN if all are NaN. */
export function percentileInterval(draws: readonly number[]): Interval {
  const values = draws.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (values.length === 0) return [Number.NaN, Number.NaN];
  const below = Math.floor(0.025 * values.length);
  return [values[below]!, values[values.length - 1 - below]!];
}
