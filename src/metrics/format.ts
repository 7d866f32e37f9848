import { signedPoints } from '../base/text/formatSignedPoints.js';
import { type Estimate, meanAccuracy } from './paired.js';

/** A share in [0, 1] as people read it: `62 %`. */
export function percent(share: number): string {
  return Number.isNaN(share) ? 'no examples' : `${Math.round(100 * share)}\u00a0%`;
}

/** `62 % (56 to 67)`; an interval without width, where every draw gave the same, is none. */
export function withInterval(share: number, [low, high]: readonly [number, number]): string {
  if (Number.isNaN(share) || low === high) return percent(share);
  return `${percent(share)} (${Math.round(100 * low)} to ${Math.round(100 * high)})`;
}

/** The share that is right, with Wilson's interval: `62 % (56 to 67)`. */
export function accuracyInWords(right: readonly boolean[]): string {
  const { value, interval } = meanAccuracy([right]);
  return withInterval(value, interval);
}

/** A difference of two shares: `+37 points (+30 to +44)`; without an interval where no picture differs. */
export function points({ value, interval }: Estimate): string {
  if (interval[0] === interval[1]) return `${signedPoints(value)} points`;
  return `${signedPoints(value)} points (${signedPoints(interval[0])} to ${signedPoints(interval[1])})`;
}

/** A figure of any size, in two digits: `0.13`, `6,400`. */
export function figure(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 2 });
}
