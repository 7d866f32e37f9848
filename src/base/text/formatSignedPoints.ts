/**
 * A difference of two shares in whole percentage points, as people read it: `+8`, `−2`, `0`. Halves go away from 0, also
 * where floating point left the difference a hair below one.
 */
export function formatSignedPoints(difference: number): string {
  const size = Math.round(Number((100 * Math.abs(difference)).toFixed(6)));
  return `${size === 0 ? '' : difference < 0 ? '−' : '+'}${size}`;
}
