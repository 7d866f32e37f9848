import type { Size } from '../dataset/resize.js';
import { median } from '../metrics/median.js';
import { imageSizes } from '../plots/imageSizes.js';
import { showPlot } from './display.js';
import type { OpenDataset } from './openDataset.js';

/**
 * Shows a scatter plot of the width and height of every image, with the shape of the target as a line.
 *
 * @param target height and width in pixels that a recipe resizes to
 *
 * @example
 * await thaw.showImageSizes(dataset, { height: 227, width: 454 });
 */
export async function showImageSizes(dataset: OpenDataset, target: Size): Promise<void> {
  const { images } = dataset.scan;
  await showPlot(
    imageSizes(images, dataset.classNames, target),
    `Sizes of ${images.length} images. ${aspectSentence(dataset, target)}`,
  );
}

/** The median aspect ratio of the images beside that of the target. */
export function aspectSentence({ scan }: OpenDataset, target: Size): string {
  const aspect = median(scan.images.map(({ width, height }) => width / height));
  return `The median aspect ratio (width over height) is ${aspect.toFixed(2)}; that of the target is ${(target.width / target.height).toFixed(2)}.`;
}
