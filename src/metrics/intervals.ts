import { group } from '../base/group.js';
import { random } from '../base/random.js';

/** Low and high end of a 95 % interval. */
export type Interval = readonly [low: number, high: number];

/** 97.5 % quantile of the standard normal distribution. */
export const Z95: number = 1.959963984540054;

/**
 * Wilson's interval of a share, given `successes` of `n`. Source: Wilson 1927; `statsmodels` method 'wilson'.
 *
 * @param z quantile of the standard normal distribution at the high end; default that of a 95 % interval
 */
export function wilson(successes: number, n: number, z: number = Z95): Interval {
  const p = successes / n;
  const z2 = z ** 2 / n;
  const center = (p + z2 / 2) / (1 + z2);
  const half = (z / (1 + z2)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n));
  return [Math.max(0, center - half), Math.min(1, center + half)];
}

/** So many successes of n examples; the successes need not be whole. */
export interface Count {
  successes: number;
  n: number;
}

/**
 * Interval of the difference of two independent shares, the first less the second, from Wilson's intervals of both. Holds for
 * small counts too. Source: Newcombe 1998, Statistics in Medicine 17, method 10; `statsmodels` method 'newcomb'.
 *
 * @param z as of `wilson`
 */
export function newcombe(first: Count, second: Count, z: number = Z95): Interval {
  const [p1, p2] = [first.successes / first.n, second.successes / second.n];
  const [low1, high1] = wilson(first.successes, first.n, z);
  const [low2, high2] = wilson(second.successes, second.n, z);
  return [p1 - p2 - Math.hypot(p1 - low1, high2 - p2), p1 - p2 + Math.hypot(high1 - p1, p2 - low2)];
}

export interface BootstrapOptions {
  seed?: number;
  /** Default 1000. */
  draws?: number;
  /** Stratum of each example, e.g. its true class; default one for all. */
  strata?: readonly number[];
  /** Confidence of the interval, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * Interval by the percentile bootstrap: `statistic` of examples drawn with replacement, as many of each stratum as
 * there are, so that every class is in every draw.
 *
 * @param statistic of indices in 0 ... n - 1; NaN draws are left out, and all NaN gives NaN
 */
export function bootstrap(
  n: number,
  statistic: (indices: readonly number[]) => number,
  options: BootstrapOptions = {},
): Interval {
  return percentileInterval(Array.from(bootstrapDraws(n, options), statistic), options.confidence);
}

/** The draws of the bootstrap: indices in 0 ... n - 1, as many as there are in each stratum. */
export function* bootstrapDraws(n: number, options: BootstrapOptions = {}): Generator<number[]> {
  const { seed = 0, draws = 1000, strata } = options;
  const draw = random(seed, 'bootstrap');
  const groups = [...group(Array(n).keys(), (i) => strata?.[i] ?? 0).values()];
  for (let i = 0; i < draws; i++) {
    // Loops: verdicts and comparisons spend most of their time here, and arrays of arrays take four times as long.
    const indices: number[] = new Array(n);
    let at = 0;
    for (const members of groups) {
      for (let j = 0; j < members.length; j++) indices[at++] = members[draw.below(members.length)]!;
    }
    yield indices;
  }
}

/**
 * Interval between two quantiles of draws, by default the 2.5 % and the 97.5 % quantile. NaN values are left out; NaN if all
 * are NaN.
 *
 * @param confidence in (0, 1); default 0.95
 */
export function percentileInterval(draws: readonly number[], confidence = 0.95): Interval {
  const values = draws.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (values.length === 0) return [Number.NaN, Number.NaN];
  const below = Math.floor(((1 - confidence) / 2) * values.length);
  return [values[below]!, values[values.length - 1 - below]!];
}
