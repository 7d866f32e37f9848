import { appendFileSync } from 'node:fs';
import { expect } from 'vitest';

/** Seed of the inputs and weights that a parity test draws; `THAW_SEED=7 npm run parity` draws others. */
export const SEED = Number(process.env.THAW_SEED ?? 1);

/** One row of the table of `npm run parity`. */
export interface ParityRow {
  what: string;
  difference: number;
  tolerance: number;
}

/**
 * Expects that ours and the reference differ by no more than the tolerance; a row of the table of `npm run parity`.
 *
 * @param what was compared, and with what: 'Adam, ten steps, weights against Keras'
 * @param difference the largest one found; NaN fails
 */
export function expectParity(what: string, difference: number, tolerance: number): void {
  const { THAW_PARITY: file } = process.env;
  if (file !== undefined)
    appendFileSync(file, `${JSON.stringify({ what, difference: String(difference), tolerance })}\n`);
  expect(difference, what).toBeLessThanOrEqual(tolerance);
}

/** Largest absolute difference of two lists of one length; NaN where either holds one. */
export function largestDifference(ours: ArrayLike<number>, reference: ArrayLike<number>): number {
  expect(ours.length).toBe(reference.length);
  let largest = 0;
  for (let i = 0; i < ours.length; i++) {
    const difference = Math.abs(ours[i] - reference[i]);
    if (Number.isNaN(difference)) return Number.NaN;
    largest = Math.max(largest, difference);
  }
  return largest;
}
