import { group } from '../../base/group.js';
import { median, robustSpread } from '../../metrics/median.js';
import type { ScannedImage } from '../scan.js';
import { MEASURED_SIDE, type PictureFigures } from './pictureFigures.js';

/** Number of images of nearly the same size that the sharpness of an image is compared with. */
const NEIGHBORS = 50;

/** Pixels of the shorter side, as measured, that a second difference takes. */
const LEAST_SIDE = 3;

/**
 * Whether an image has a sharpness: a strip is measured as one row of means, and where brightness does not change, nothing can
 * be blurred.
 */
function hasSharpness({ width, height }: ScannedImage, { sharpness }: PictureFigures): boolean {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  return sharpness > 0 && Math.round(short * Math.min(1, MEASURED_SIDE / long)) >= LEAST_SIDE;
}

/**
 * How much less sharp each image is than others of its size, and than others of its class beyond that. A small image shows
 * the same object with steeper steps from pixel to pixel, so sharpness is only comparable between images of one size.
 * An image without a sharpness, such as a strip, is as sharp as the others.
 *
 * @param figures `[numImages]`, in the order of the images
 * @returns `deviations` in robust standard deviations of the logarithm of sharpness, below 0 for a blurred image;
 *   `factors`: how many times as sharp the comparable images are. Both `[numImages]`
 */
export function relativeSharpness(
  images: readonly ScannedImage[],
  figures: readonly PictureFigures[],
): { deviations: number[]; factors: number[] } {
  const sides = images.map(({ width, height }) => Math.min(MEASURED_SIDE, Math.max(width, height)));
  const logs = figures.map(({ sharpness }) => Math.log(sharpness));
  const measured = images.map((_, i) => i).filter((i) => hasSharpness(images[i]!, figures[i]!));
  const order = measured.sort((a, b) => sides[a]! - sides[b]!);
  const residuals = new Array<number>(images.length).fill(0);
  order.forEach((image, at) => {
    const start = Math.max(0, Math.min(at - NEIGHBORS / 2, order.length - NEIGHBORS));
    residuals[image] = logs[image]! - median(order.slice(start, start + NEIGHBORS).map((other) => logs[other]!));
  });
  const { spread } = robustSpread(order.map((image) => residuals[image]!));
  const byClass = group(order, (image) => images[image]!.className);
  const ofClass = new Map([...byClass].map(([name, some]) => [name, median(some.map((image) => residuals[image]!))]));
  // A class that is smooth by nature is not blurred: the smaller of the two differences counts.
  const least = residuals.slice();
  for (const image of order) {
    const residual = residuals[image]!;
    least[image] = Math.max(residual, residual - ofClass.get(images[image]!.className)!);
  }
  return {
    deviations: least.map((residual) => (spread > 0 ? residual / spread : 0)),
    factors: least.map((residual) => Math.exp(-residual)),
  };
}
