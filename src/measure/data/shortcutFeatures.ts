import type { PictureFigures } from '../../dataset/figures/pictureFigures.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { type FeatureMatrix, featureMatrix } from '../../learn/featureMatrix.js';

/** A property of an image other than what it shows. */
export type ShortcutFeature = 'size' | 'format' | 'grey' | 'bytes' | 'background' | 'center' | 'color';

/** Chroma below which an image is gray; rounding of a gray JPEG leaves none. */
const GREY = 0.5;

/** Properties that are yes or no. */
const BINARY: ReadonlySet<ShortcutFeature> = new Set(['format', 'grey']);

/** A few figures of each image for one property, with squares, so that a class in the middle of a range is separable too. */
export function shortcutFeatures(
  property: ShortcutFeature,
  images: readonly ScannedImage[],
  figures: readonly PictureFigures[],
): FeatureMatrix {
  const rows = images.map((image, i) => rowOf(property, image, figures[i]!, images));
  return featureMatrix(BINARY.has(property) ? rows : rows.map((row) => [...row, ...row.map((value) => value ** 2)]));
}

function rowOf(
  property: ShortcutFeature,
  image: ScannedImage,
  figures: PictureFigures,
  all: readonly ScannedImage[],
): number[] {
  const { width, height, bytes, format, channels, orientation } = image;
  // Around 0 on the usual scales, or a figure and its square would be one.
  const large = Math.log(width * height) / 2 - 5;
  const long = Math.log(width / height);
  if (property === 'size') return [large, long];
  if (property === 'bytes') return [Math.log(bytes / (width * height)), Math.log(bytes) - 9];
  if (property === 'grey') return [Number(figures.chroma < GREY)];
  if (property === 'background') return figures.borderColor.map((value) => value / 128 - 1);
  if (property === 'center') return figures.centerColor.map((value) => value / 128 - 1);
  if (property === 'color') return figures.color.map((value) => value / 128 - 1);
  const formats = [...new Set(all.map((other) => other.format))].sort();
  return [...formats.map((name) => Number(name === format)), channels, Number(orientation !== 1)];
}

/** What distinguishes cameras, light and programs: size, colors, brightness, sharpness. */
export function lightFeatures(images: readonly ScannedImage[], figures: readonly PictureFigures[]): FeatureMatrix {
  return featureMatrix(images.map((image, i) => lightOf(image, figures[i]!)));
}

/** The same, and where the image is light and dark. */
export function appearanceFeatures(images: readonly ScannedImage[], figures: readonly PictureFigures[]): FeatureMatrix {
  return featureMatrix(images.map((image, i) => [...lightOf(image, figures[i]!), ...coarse(figures[i]!.grey)]));
}

function lightOf({ width, height, bytes }: ScannedImage, figures: PictureFigures): number[] {
  const { color, borderColor, brightness5, brightness99, entropy, sharpness } = figures;
  const size = [Math.log(width), Math.log(height), Math.log(bytes / (width * height))];
  return [...size, ...color, ...borderColor, brightness5, brightness99, entropy, sharpness];
}

/** 8x8 means of the 32x32 gray levels. */
function coarse(grey: Uint8Array): number[] {
  const means = new Array<number>(64).fill(0);
  grey.forEach((value, i) => {
    means[8 * (i >> 7) + ((i & 31) >> 2)]! += value / 16;
  });
  return means;
}
