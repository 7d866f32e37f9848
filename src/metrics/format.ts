import { type Estimate, excludesZero, meanAccuracy } from './paired.js';

/**
 * Formats a share in [0, 1] in percent, with a no-break space: `62 %`. NaN becomes `no examples`.
 *
 * @param digits digits after the point. Default 0
 *
 * @example
 * thaw.formatPercent(0.62);
 */
export function formatPercent(share: number, digits = 0): string {
  if (Number.isNaN(share)) return 'no examples';
  return `${digits === 0 ? Math.round(100 * share) : (100 * share).toFixed(digits)}\u00a0%`;
}

/** A share in percent with at most one digit after the point, as documentation and scripts write it: `5 %`, `12.5 %`. */
export function percentOf(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
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

/** Accuracy with Wilson's interval: `62 % (56 to 67)`. */
export function formatAccuracy(right: readonly boolean[]): string {
  const { value, interval } = meanAccuracy([right]);
  return formatWithInterval(value, interval);
}

/**
 * Formats a difference of two shares in points with its interval: `+37 points (+30 to +44)`. An interval without width
 * is left out. Where the interval excludes 0, nothing is rounded to 0: `+5 points (+0.3 to +12)`.
 *
 * @example
 * thaw.formatPoints(thaw.pairedDifference([thaw.isCorrect(run)], [thaw.isCorrect(other)]));
 */
export function formatPoints(difference: Estimate): string {
  const { value, interval } = difference;
  const format = excludesZero(difference) ? formatNonzeroPoints : formatSignedPoints;
  const [size, low, high] = [value, ...interval].map(format) as [string, string, string];
  const points = `${size} ${/^.?1$/.test(size) ? 'point' : 'points'}`;
  return interval[0] === interval[1] ? points : `${points} (${low} to ${high})`;
}

/** The same as `formatSignedPoints`; one significant digit where that would be 0: `+0.3`. */
function formatNonzeroPoints(difference: number): string {
  const whole = formatSignedPoints(difference);
  if (whole !== '0' || difference === 0) return whole;
  const size = Number((100 * Math.abs(difference)).toPrecision(1));
  return `${difference < 0 ? '−' : '+'}${size}`;
}

/** What a fault costs, as a difference of two shares: `65 points (58 to 72)`. */
export function formatCost(cost: Estimate): string {
  return formatPoints(cost).replaceAll('+', '');
}

/** A number with two significant digits: `0.13`, `6,400`. */
export function formatNumber(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 2 });
}

/** A loss, a rate or another figure without rounding errors: `3.035`, `0.001`, `3e-5`. Default 4 significant digits. */
export function formatFigure(value: number, digits = 4): string {
  const rounded = Number(value.toPrecision(digits));
  return rounded !== 0 && Math.abs(rounded) < 1e-4 ? rounded.toExponential() : String(rounded);
}

/**
 * A difference of two shares in whole percentage points with its sign: `+8`, `−2`, `0`. Halves are rounded away from 0, also
 * if floating point left the difference slightly below one half.
 */
export function formatSignedPoints(difference: number): string {
  const size = Math.round(Number((100 * Math.abs(difference)).toFixed(6)));
  return `${size === 0 ? '' : difference < 0 ? '−' : '+'}${size}`;
}
