import { median, robustSpread } from '../../metrics/median.js';
import type { ScannedImage } from '../scan.js';
import type { PictureFigures } from './pictureFigures.js';

/** Longer side from which on pictures are measured at the same size, in pixels. */
const MEASURED_SIDE = 256;

/** Neighbours in size that a picture's sharpness is held against. */
const NEIGHBOURS = 50;

/**
 * How much less sharp each picture is than others of its size, and than others of its class beside those, in robust
 * standard deviations of the logarithm; below 0
 * is less sharp. A small picture shows the same object with steeper steps from pixel to pixel, so only those of its size
 * tell what is sharp.
 *
 * @param figures of each image, in their order
 */
export function relativeSharpness(
  images: readonly ScannedImage[],
  figures: readonly PictureFigures[],
): { deviations: number[]; factors: number[] } {
  const sides = images.map(({ width, height }) => Math.min(MEASURED_SIDE, Math.max(width, height)));
  const logs = figures.map(({ sharpness }) => Math.log(Math.max(sharpness, 1e-6)));
  const order = images.map((_, i) => i).sort((a, b) => sides[a] - sides[b]);
  const residuals = new Array<number>(images.length);
  order.forEach((image, at) => {
    const start = Math.max(0, Math.min(at - NEIGHBOURS / 2, order.length - NEIGHBOURS));
    residuals[image] = logs[image] - median(order.slice(start, start + NEIGHBOURS).map((other) => logs[other]));
  });
  const { spread } = robustSpread(residuals);
  const ofClass = new Map<string, number>();
  for (const name of new Set(images.map(({ className }) => className))) {
    ofClass.set(name, median(residuals.filter((_, i) => images[i].className === name)));
  }
  // A class that is smooth by nature is not blurred: the lesser of the two differences counts.
  const least = residuals.map((residual, i) => Math.max(residual, residual - ofClass.get(images[i].className)!));
  return {
    deviations: least.map((residual) => (spread === 0 ? 0 : residual / spread)),
    factors: least.map((residual) => Math.exp(-residual)),
  };
}
