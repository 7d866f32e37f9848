import { sum } from '../../base/sum.js';
import type { PictureFigures } from '../figures/pictureFigures.js';

/** The figures of an image that its colors are compared by. */
export type Colors = Pick<PictureFigures, 'borderColor' | 'centerColor' | 'chroma'>;

/** Mean difference of a pixel's channels below which an image is gray: a copy that was saved in gray. */
const GRAY = 2;

/** Least saturation of a copy over that of its original. */
const LEAST_SATURATION = 0.5;

/**
 * Returns by how much the colors of two images differ, at their borders or in their middles, in 0 ... 255. Brightness
 * and contrast do not count, nor does a saturation up to twice as high. 0 where one of them is gray.
 */
export function colorDifference(a: Colors, b: Colors): number {
  if (Math.min(a.chroma, b.chroma) < GRAY) return 0;
  const [tintsA, tintsB] = [tintsOf(a), tintsOf(b)];
  const [strong, weak] = squares(tintsA) >= squares(tintsB) ? [tintsA, tintsB] : [tintsB, tintsA];
  const fitted = sum(strong, (value, i) => value * weak[i]!) / (squares(strong) || 1);
  const saturation = Math.min(1, Math.max(LEAST_SATURATION, fitted));
  return Math.max(...strong.map((value, i) => Math.abs(weak[i]! - saturation * value)));
}

const squares = (values: readonly number[]): number => sum(values, (value) => value ** 2);

/** Each channel less the mean of the three, of border and middle. */
function tintsOf({ borderColor, centerColor }: Colors): number[] {
  return [borderColor, centerColor].flatMap((color) => color.map((value) => value - sum(color) / 3));
}
