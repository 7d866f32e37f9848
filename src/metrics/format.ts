import { formatSignedPoints } from '../base/text/formatSignedPoints.js';
import { type Estimate, meanAccuracy } from './paired.js';

/**
 * Formats a share in [0, 1] in percent: `62 %`. NaN becomes `no examples`.
 *
 * @example
 * thaw.formatPercent(0.62);
 */
export function formatPercent(share: number): string {
  return Number.isNaN(share) ? 'no examples' : `${Math.round(100 * share)}\u00a0%`;
}

/**
 * Formats a share in percent with its interval: `62 % (56 to 67)`. An interval without width is left out.
 *
 * @param share in [0, 1]
 * @param interval low and high end, in [0, 1]
 *
 * @example
 * const { accuracy, accuracyInterval } = thaw.scoresOf(run);
 * thaw.formatWithInterval(accuracy, accuracyInterval);
 */
export function formatWithInterval(share: number, [low, high]: readonly [number, number]): string {
  if (Number.isNaN(share) || low === high) return formatPercent(share);
  return `${formatPercent(share)} (${Math.round(100 * low)} to ${Math.round(100 * high)})`;
}

/** The share that is right, with Wilson's interval: `62 % (56 to 67)`. */
export function formatAccuracy(right: readonly boolean[]): string {
  const { value, interval } = meanAccuracy([right]);
  return formatWithInterval(value, interval);
}

/**
 * Formats a difference of two shares in points with its interval: `+37 points (+30 to +44)`. An interval without width
 * is left out.
 *
 * @example
 * thaw.formatPoints(thaw.pairedDifference([thaw.isCorrect(run)], [thaw.isCorrect(other)]));
 */
export function formatPoints({ value, interval }: Estimate): string {
  if (interval[0] === interval[1]) return `${formatSignedPoints(value)} points`;
  return `${formatSignedPoints(value)} points (${formatSignedPoints(interval[0])} to ${formatSignedPoints(interval[1])})`;
}

/** A figure of any size, in two digits: `0.13`, `6,400`. */
export function formatNumber(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 2 });
}
