import { sum } from '../../base/sum.js';
import type { ScannedImage } from '../../dataset/scan.js';
import type { FeatureOptions } from '../../features/featureOptions.js';
import { secondsOfLabelFeatures } from './labelFeatures.js';

/**
 * Seconds of the checks of images, measured on two cores. `fixed` does not depend on the images: without it, a folder of 258
 * images took twice as long as calculated. Small classifiers of class by size, color and the like take `imageAndClass` for each
 * image and class: 58 s with 3,000 images in 1,000 classes. JPEG files are shrunk while they are decoded, others are not.
 */
const IMAGES = { fixed: 1, image: 0.005, imageAndClass: 2e-5, megapixel: 0.02 };
/**
 * The same of the checks of labels, without the features: `fixed` loads the network. The classifiers on features take
 * `class` for each class, from `ENOUGH` images on, where the number of weights no longer grows: 16 fits of 4 s with 200 classes.
 */
const LABELS = { fixed: 2, image: 0.007, class: 0.3 };
const ENOUGH = 1600;
/** Labels are checked if it takes no longer than this: every image has to go through a frozen backbone. */
export const MAX_LABEL_SECONDS = 180;

/** What of the images is checked, and how long that takes by thaw's own calculation. */
export interface ImageCheckPlan {
  /** Whether labels are checked. */
  checksLabels: boolean;
  /** Of the check of labels, whether or not it is made. */
  labelSeconds: number;
  /** Labels whose check takes no longer than the limit, by the same calculation; all of them where `checksLabels`. */
  mostLabels: number;
  /** Of all that is made. */
  seconds: number;
}

/** Seconds of the checks of images, without those of labels. */
export function imageCheckSeconds(
  images: readonly Pick<ScannedImage, 'width' | 'height' | 'format'>[],
  numClasses: number,
): number {
  const slow = images.filter(({ format }) => format !== 'jpeg');
  const megapixels = sum(slow, ({ width, height }) => (width * height) / 1e6);
  const each = IMAGES.image + IMAGES.imageAndClass * numClasses;
  return IMAGES.fixed + images.length * each + IMAGES.megapixel * megapixels;
}

/** Seconds of the checks of labels, once their features are computed. */
export function labelCheckSeconds(numImages: number, numClasses: number): number {
  const ofClasses = LABELS.class * numClasses * Math.min(1, numImages / ENOUGH);
  return LABELS.fixed + LABELS.image * numImages + ofClasses;
}

/**
 * Decides whether labels are checked, which is where that takes at most a limit, and estimates all checks of images. Where
 * the number of classes alone does not forbid it, the features of the first images are computed, and kept, to measure the speed.
 *
 * @param limit in seconds for the checks of labels; default three minutes
 */
export async function planImageCheck(
  images: readonly ScannedImage[],
  numClasses: number,
  options: FeatureOptions,
  limit: number = MAX_LABEL_SECONDS,
): Promise<ImageCheckPlan> {
  const imageSeconds = imageCheckSeconds(images, numClasses);
  const fitSeconds = labelCheckSeconds(images.length, numClasses);
  const isTooLong = labelCheckSeconds(Math.min(images.length, ENOUGH), numClasses) > limit;
  const labelSeconds = fitSeconds + (isTooLong ? 0 : await secondsOfLabelFeatures(images, options));
  const checksLabels = labelSeconds <= limit;
  return {
    checksLabels,
    labelSeconds,
    mostLabels: checksLabels ? images.length : isTooLong ? 0 : labelsInTime(limit, labelSeconds, images.length),
    seconds: imageSeconds + (checksLabels ? labelSeconds : 0),
  };
}

/** Labels that a limit allows: what does not grow with their number is taken off first. */
function labelsInTime(limit: number, seconds: number, numImages: number): number {
  return Math.max(0, Math.floor(((limit - LABELS.fixed) * numImages) / Math.max(1, seconds - LABELS.fixed)));
}
