import { type Estimate, meanAccuracy } from './paired.js';

/**
 * A share in [0, 1] in percent, with a space that does not break: `62 %`; `no examples` for NaN.
 *
 * @param digits after the point; default 0
 */
export function formatPercent(share: number, digits = 0): string {
  if (Number.isNaN(share)) return 'no examples';
  return `${digits === 0 ? Math.round(100 * share) : (100 * share).toFixed(digits)}\u00a0%`;
}

/** `62 % (56 to 67)`; an interval without width, where every draw gave the same, is none. */
export function formatWithInterval(share: number, [low, high]: readonly [number, number]): string {
  if (Number.isNaN(share) || low === high) return formatPercent(share);
  return `${formatPercent(share)} (${Math.round(100 * low)} to ${Math.round(100 * high)})`;
}

/** The share that is right, with Wilson's interval: `62 % (56 to 67)`. */
export function formatAccuracy(right: readonly boolean[]): string {
  const { value, interval } = meanAccuracy([right]);
  return formatWithInterval(value, interval);
}

/** A difference of two shares: `+37 points (+30 to +44)`; without an interval where no picture differs. */
export function formatPoints({ value, interval }: Estimate): string {
  if (interval[0] === interval[1]) return `${formatSignedPoints(value)} points`;
  return `${formatSignedPoints(value)} points (${formatSignedPoints(interval[0])} to ${formatSignedPoints(interval[1])})`;
}

/** A figure of any size, in two digits: `0.13`, `6,400`. */
export function formatNumber(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 2 });
}

/**
 * A difference of two shares in whole percentage points, as people read it: `+8`, `−2`, `0`. Halves go away from 0, also
 * where floating point left the difference a hair below one.
 */
export function formatSignedPoints(difference: number): string {
  const size = Math.round(Number((100 * Math.abs(difference)).toFixed(6)));
  return `${size === 0 ? '' : difference < 0 ? '−' : '+'}${size}`;
}
