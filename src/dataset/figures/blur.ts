import { group } from '../../base/group.js';
import { median, robustSpread } from '../../metrics/median.js';
import type { ScannedImage } from '../scan.js';
import { MEASURED_SIDE, type PictureFigures } from './pictureFigures.js';

/** Number of images of nearly the same size that the sharpness of an image is compared with. */
const NEIGHBORS = 50;

/**
 * How much less sharp each image is than others of its size, and than others of its class beyond that. A small image shows
 * the same object with steeper steps from pixel to pixel, so sharpness is only comparable between images of one size.
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
  const logs = figures.map(({ sharpness }) => Math.log(Math.max(sharpness, 1e-6)));
  const order = images.map((_, i) => i).sort((a, b) => sides[a]! - sides[b]!);
  const residuals = new Array<number>(images.length);
  order.forEach((image, at) => {
    const start = Math.max(0, Math.min(at - NEIGHBORS / 2, order.length - NEIGHBORS));
    residuals[image] = logs[image]! - median(order.slice(start, start + NEIGHBORS).map((other) => logs[other]!));
  });
  const { spread } = robustSpread(residuals);
  const byClass = group(residuals, (_, i) => images[i]!.className);
  const ofClass = new Map([...byClass].map(([name, members]) => [name, median(members)]));
  // A class that is smooth by nature is not blurred: the smaller of the two differences counts.
  const least = residuals.map((residual, i) => Math.max(residual, residual - ofClass.get(images[i]!.className)!));
  return {
    deviations: least.map((residual) => (spread === 0 ? 0 : residual / spread)),
    factors: least.map((residual) => Math.exp(-residual)),
  };
}
