import { group } from '../base/group.js';
import { mapConcurrent } from '../base/mapConcurrent.js';
import { random, shuffled } from '../base/random.js';
import { decodeScanned } from '../dataset/decodeScanned.js';
import type { ScannedImage } from '../dataset/scan.js';
import type { PictureSize } from './pictures.js';

/**
 * Images for a linear probe. With 300, the 95 % interval of a paired difference is about 4 to 8 points to each side, and a
 * pass of InceptionV3 at 227x454 takes 15 s on two cores.
 */
export const PROBE_PICTURES = 300;

/** Decoded images of a dataset. */
export interface PictureSample extends PictureSize {
  images: ScannedImage[];
  /** Class of each, `[numExamples]`. */
  labels: number[];
  /** Pixels of each, `[height, width, 3]` in [0, 255]. */
  pixels: Uint8Array[];
}

/** The first images of a sample, so many at most. Drawn ones are in random order, so that they are a smaller sample. */
export function firstPictures(sample: PictureSample, count: number): PictureSample {
  const { images, labels, pixels } = sample;
  return {
    ...sample,
    images: images.slice(0, count),
    labels: labels.slice(0, count),
    pixels: pixels.slice(0, count),
  };
}

/**
 * Draws images by seed, equally many of each class as far as there are enough, in random order.
 *
 * @param most images of all classes together
 */
export async function drawPictures(
  images: readonly ScannedImage[],
  most: number,
  size: PictureSize,
  seed = 0,
): Promise<PictureSample> {
  const classes = group(shuffled(images, random(seed, 'sample')), ({ label }) => label);
  const each = Math.ceil(most / Math.max(1, classes.size));
  const evenly = [...classes.values()].flatMap((members) => members.slice(0, each));
  const drawn = shuffled(evenly, random(seed, 'order')).slice(0, most);
  return await decodePictures(drawn, size);
}

/** Decodes all of these images, in their order. */
export async function decodePictures(
  images: readonly ScannedImage[],
  { height, width, interpolation }: PictureSize,
): Promise<PictureSample> {
  const size = { height, width, interpolation };
  const pixels = await mapConcurrent(images, ({ path }) => decodeScanned(path, size));
  return { images: [...images], labels: images.map(({ label }) => label), pixels, ...size };
}

/** Pixels of some images of a sample, `[indices.length * height * width * 3]`. */
export function pixelsOf({ pixels, height, width }: PictureSample, indices: readonly number[]): Float32Array {
  const batch = new Float32Array(indices.length * height * width * 3);
  indices.forEach((index, i) => {
    batch.set(pixels[index]!, i * height * width * 3);
  });
  return batch;
}
