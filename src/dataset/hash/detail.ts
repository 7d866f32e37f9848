import { mean } from '../../base/sum.js';
import { GRAY_SIDE } from '../figures/pictureFigures.js';

/** Grays less their surroundings, with length 1; empty where there is no detail. */
export type Detail = Float64Array;

/** Pixels on each side that count as surroundings. */
const REACH = 2;

/** Least deviation of detail, in gray levels: below it there is nothing to compare but the noise of the encoding. */
const LEAST_DETAIL = 1;

/** Details that are held at the same time, of 8 KB each. */
const HELD = 2 ** 14;

/**
 * Detail of an image by its index, computed when it is asked for: of a million images all together would take 8 GB, and of most
 * nobody asks. The last ones are held.
 */
export function detailsOnDemand(greyOf: (index: number) => Uint8Array): (index: number) => Detail {
  const held = new Map<number, Detail>();
  return (index) => {
    const known = held.get(index);
    if (known !== undefined) return known;
    if (held.size === HELD) held.clear();
    const detail = detailOf(greyOf(index));
    held.set(index, detail);
    return detail;
  };
}

/** The same image, left and right exchanged. */
export function mirrored(grey: Uint8Array): Uint8Array {
  const result = new Uint8Array(grey.length);
  for (let i = 0; i < grey.length; i++) result[i] = grey[i - (i % GRAY_SIDE) + GRAY_SIDE - 1 - (i % GRAY_SIDE)]!;
  return result;
}

/** In [-1, 1]; 0 where one of them has no detail. */
export function correlationOf(a: Detail, b: Detail): number {
  const length = Math.min(a.length, b.length);
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function detailOf(grey: Uint8Array): Detail {
  // Rows, then columns: sums over a square.
  const detail = movingMeans(movingMeans(new Float64Array(grey), 1, GRAY_SIDE), GRAY_SIDE, 1);
  for (let i = 0; i < detail.length; i++) detail[i] = grey[i]! - detail[i]!;
  const center = mean(detail);
  let squares = 0;
  for (let i = 0; i < detail.length; i++) {
    detail[i]! -= center;
    squares += detail[i]! * detail[i]!;
  }
  if (squares < LEAST_DETAIL ** 2 * detail.length) return new Float64Array(0);
  const length = Math.sqrt(squares);
  for (let i = 0; i < detail.length; i++) detail[i]! /= length;
  return detail;
}

/**
 * Means of the values at most two steps away along each line; fewer at its ends.
 *
 * @param step from one value of a line to the next
 * @param toNext from a line to the next one
 */
function movingMeans(values: Float64Array, step: number, toNext: number): Float64Array {
  const means = new Float64Array(values.length);
  for (let place = 0; place < GRAY_SIDE; place++) {
    const first = Math.max(0, place - REACH);
    const last = Math.min(GRAY_SIDE - 1, place + REACH);
    for (let line = 0; line < GRAY_SIDE; line++) {
      let sum = 0;
      for (let at = first; at <= last; at++) sum += values[line * toNext + at * step]!;
      means[line * toNext + place * step] = sum / (last - first + 1);
    }
  }
  return means;
}
