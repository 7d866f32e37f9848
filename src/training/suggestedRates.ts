import { UserError } from '../base/errors.js';
import { sum } from '../base/sum.js';
import type { LearningRateRange } from './learningRateRange.js';

/** A suggested learning rate, and the place on the curve that it comes from. */
export interface SuggestedRate {
  rate: number;
  at: { rate: number; smoothed: number };
}

/** Two learning rates to start with. */
export interface SuggestedRates {
  /**
   * Where the smoothed loss falls most over the logarithm of the rate: fastai's `steep`, with the slope of a line through
   * nine steps. Between one step and the next batches of 4 make it noise: on the drawn seeds 1.9e-6 and 0.76, for recipes
   * in which the line gives 1.4e-3 and 0.019.
   */
  steepest: SuggestedRate;
  /** A tenth of the rate of the least smoothed loss: fastai's `minimum`. */
  minimumOverTen: SuggestedRate;
}

/** Of the steps, at the start, and steps at the end: fastai leaves them out, as the mean is young there, or diverging. */
const SKIPPED_SHARE = 0.1;
const SKIPPED_AT_END = 5;
/** Steps on either side of one that its slope is taken over. */
const REACH = 4;

/**
 * Suggested learning rates, by the rules of fastai's `lr_find`.
 *
 * @param steps number of steps that the range test was planned with
 * @throws UserError if the test stopped so early that too little of the curve is left
 */
export function suggestedRates({ rates, smoothed }: LearningRateRange, steps: number): SuggestedRates {
  const points = rates
    .map((rate, i) => ({ rate, smoothed: smoothed[i]! }))
    .slice(Math.floor(SKIPPED_SHARE * steps), -SKIPPED_AT_END);
  if (points.length <= 2 * REACH) {
    throw new UserError(
      'The losses of a learning-rate range test were expected.',
      `${rates.length} of ${steps} steps, then the loss diverged or the test was stopped`,
      'Start at a lower rate or use more steps. If the loss diverges at every rate, check the scaling of the input.',
    );
  }
  const centers = points.slice(REACH, -REACH);
  const slopes = centers.map((_, i) => slopeOf(points.slice(i, i + 2 * REACH + 1).map((point) => point.smoothed)));
  const steepest = centers[slopes.indexOf(Math.min(...slopes))]!;
  const least = points.reduce((best, point) => (point.smoothed < best.smoothed ? point : best));
  return {
    steepest: { rate: steepest.rate, at: steepest },
    minimumOverTen: { rate: least.rate / 10, at: least },
  };
}

/** Of the line of least squares through values at places one apart, an odd number of them. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const [moment, spread] = [sum(values, (value, i) => (i - middle) * value), sum(values, (_, i) => (i - middle) ** 2)];
  return moment / spread;
}
