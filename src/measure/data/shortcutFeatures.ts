import type { PictureFigures } from '../../dataset/figures/pictureFigures.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { type FeatureMatrix, featureMatrix } from '../../learn/featureMatrix.js';

/** What a picture gives away without what it shows. */
export type ShortcutFeature = 'size' | 'format' | 'grey' | 'bytes' | 'background' | 'center' | 'color';

/** Chroma below which a picture is one of greys; rounding of a grey JPEG leaves none. */
const GREY = 0.5;

/** Cues that are yes or no. */
const BINARY: ReadonlySet<ShortcutFeature> = new Set(['format', 'grey']);

/** Few figures of each picture for one cue, with squares, so that a class in the middle of a range can be told too. */
export function shortcutFeatures(
  cue: ShortcutFeature,
  images: readonly ScannedImage[],
  figures: readonly PictureFigures[],
): FeatureMatrix {
  const rows = images.map((image, i) => rowOf(cue, image, figures[i], images));
  return featureMatrix(BINARY.has(cue) ? rows : rows.map((row) => [...row, ...row.map((value) => value ** 2)]));
}

function rowOf(
  cue: ShortcutFeature,
  image: ScannedImage,
  figures: PictureFigures,
  all: readonly ScannedImage[],
): number[] {
  const { width, height, bytes, format, channels, orientation } = image;
  // Around 0 on the usual scales, or a figure and its square would be one.
  const large = Math.log(width * height) / 2 - 5;
  const long = Math.log(width / height);
  if (cue === 'size') return [large, long];
  if (cue === 'bytes') return [Math.log(bytes / (width * height)), Math.log(bytes) - 9];
  if (cue === 'grey') return [Number(figures.chroma < GREY)];
  if (cue === 'background') return figures.borderColor.map((value) => value / 128 - 1);
  if (cue === 'center') return figures.centerColor.map((value) => value / 128 - 1);
  if (cue === 'color') return figures.color.map((value) => value / 128 - 1);
  const formats = [...new Set(all.map((other) => other.format))].sort();
  return [...formats.map((name) => Number(name === format)), channels, Number(orientation !== 1)];
}

/** What tells one camera, light or program from another: size, colours, brightness, sharpness. */
export function lightFeatures(images: readonly ScannedImage[], figures: readonly PictureFigures[]): FeatureMatrix {
  return featureMatrix(images.map((image, i) => lightOf(image, figures[i])));
}

/** The same, and where the picture is light and dark. */
export function appearanceFeatures(images: readonly ScannedImage[], figures: readonly PictureFigures[]): FeatureMatrix {
  return featureMatrix(images.map((image, i) => [...lightOf(image, figures[i]), ...coarse(figures[i].grey)]));
}

function lightOf({ width, height, bytes }: ScannedImage, figures: PictureFigures): number[] {
  const { color, borderColor, brightness5, brightness99, entropy, sharpness } = figures;
  const size = [Math.log(width), Math.log(height), Math.log(bytes / (width * height))];
  return [...size, ...color, ...borderColor, brightness5, brightness99, entropy, sharpness];
}

/** 8x8 means of the 32x32 greys. */
function coarse(grey: Uint8Array): number[] {
  const means = new Array<number>(64).fill(0);
  grey.forEach((value, i) => {
    means[8 * (i >> 7) + ((i & 31) >> 2)] += value / 16;
  });
  return means;
}
