import { mean, sum } from '../base/sum.js';
import type { Estimate } from './paired.js';

/** Share of the interval. */
const CONFIDENCE = 0.95;
/** Of the integral below: four digits of the quantile at two degrees of freedom and more. */
const STEPS = 10_000;

/**
 * The difference of the means of two independent samples, the second less the first, with Welch's interval of 95 %: the
 * samples may spread differently. Without any spread the interval is the difference itself.
 *
 * Source: Welch, Biometrika 34:28, 1947; `scipy.stats.ttest_ind(second, first, equal_var=False).confidence_interval()`.
 *
 * @param first two values at least
 * @param second two values at least
 */
export function welch(first: readonly number[], second: readonly number[]): Estimate {
  const value = mean(second) - mean(first);
  const [a, b] = [squaredError(first), squaredError(second)];
  if (a + b === 0) return { value, interval: [value, value] };
  const freedom = (a + b) ** 2 / (a ** 2 / (first.length - 1) + b ** 2 / (second.length - 1));
  const half = studentQuantile(freedom) * Math.sqrt(a + b);
  return { value, interval: [value - half, value + half] };
}

/** The squared standard error of a mean. */
function squaredError(values: readonly number[]): number {
  const middle = mean(values);
  return sum(values, (one) => (one - middle) ** 2) / (values.length - 1) / values.length;
}

/**
 * The quantile at the high end of an interval of 95 %, of Student's t with any number of degrees of freedom from 1 on.
 *
 * With t = sqrt(freedom) tan(angle), the density of the angle is proportional to cos(angle) ^ (freedom - 1), which is summed up.
 */
function studentQuantile(freedom: number): number {
  const step = Math.PI / 2 / STEPS;
  const density = Float64Array.from({ length: STEPS }, (_, i) => Math.cos((i + 0.5) * step) ** (freedom - 1));
  let rest = CONFIDENCE * sum(density);
  const last = density.findIndex((one) => {
    rest -= one;
    return rest <= 0;
  });
  const angle = (last + 1 + rest / density[last]!) * step;
  return Math.sqrt(freedom) * Math.tan(angle);
}
