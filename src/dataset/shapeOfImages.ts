import { median } from '../metrics/median.js';
import { stretchOf } from './distortedImages.js';
import type { Size } from './resize.js';

/** Sides are multiples of it: of 16, a side of 80 or more is never more than a tenth away from what the shape asks for. */
const STEP = 16;
/** InceptionV3 takes no less than 75 pixels. */
const LEAST_SIDE = 80;
/** The same tolerance as that of the steps. */
const SAME_SHAPE = 1.1;

/**
 * A size with the shape of images, the median of their aspect ratios, and about as many pixels as `like`; `like` itself if
 * that has this shape already. Very long images get more pixels, so that no side is below 80.
 *
 * @param images height and width in pixels of each, at least one
 */
export function sizeInShapeOf(images: readonly Size[], like: Size): Size {
  const aspect = median(images.map(({ height, width }) => width / height));
  if (stretchOf({ height: 1, width: aspect }, like) <= SAME_SHAPE) return like;
  const area = like.height * like.width;
  const least = aspect > 1 ? 'height' : 'width';
  const ideal = { height: Math.sqrt(area / aspect), width: Math.sqrt(area * aspect) };
  const scale = Math.max(1, LEAST_SIDE / ideal[least]);
  return { height: inSteps(ideal.height * scale), width: inSteps(ideal.width * scale) };
}

const inSteps = (side: number): number => STEP * Math.round(side / STEP);
