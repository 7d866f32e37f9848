import path from 'node:path';
import { group } from '../../base/group.js';
import { mean } from '../../base/sum.js';
import type { ValidationPart } from '../../dataset/dataset.js';
import type { PictureFigures } from '../../dataset/figures/pictureFigures.js';
import type { Split } from '../../dataset/listClasses.js';
import { candidatePatterns } from '../../dataset/namePatterns.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { isIn } from '../../dataset/validationParts.js';
import { isCorrect, type Predictions } from '../../metrics/correctness.js';
import { LEAST_IN_SLICE, type Slice, type SliceSearch } from '../../metrics/slice.js';
import { searchSlices } from '../../metrics/slices.js';

/** Shares of the images at which a property is cut: everything up to each of them, and everything beyond. */
const CUTS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** A figure of each image, and how a slice says a value of it. */
interface Figure {
  property: string;
  values: readonly number[];
  text: (value: number) => string;
}

/**
 * Slices of the images that a run is evaluated on, by what the files and their pixels are like: size, aspect, brightness,
 * contrast, sharpness, color, background, compression, format, orientation, and the groups that names and folders tell.
 *
 * @param images of a scan
 * @param figures of each of them
 * @param part the images that slices are of. Default: those that a run is evaluated on
 * @returns slices of at least 30 images, whose members are positions among the evaluated images
 */
export function pictureSlices(
  images: readonly ScannedImage[],
  figures: readonly PictureFigures[],
  part: Split | ValidationPart = 'evaluation',
): Slice[] {
  const evaluated = [...images.keys()].filter((i) => isIn(images[i]!, part));
  const only = <T>(values: readonly T[]): T[] => evaluated.map((i) => values[i]!);
  const numeric = figuresOfImages(images, figures).map((figure) => ({ ...figure, values: only(figure.values) }));
  const named = kindsOfImages(images, figures).map((kind) => ({ ...kind, values: only(kind.values) }));
  return [...numeric.flatMap(cutSlices), ...named.flatMap(namedSlices)].filter(
    ({ members }) => members.length >= LEAST_IN_SLICE,
  );
}

/**
 * Finds out on which of {@link pictureSlices} a run is weak. The search takes seconds where there are thousands of images: whoever
 * needs it in two places makes it once and hands it on.
 *
 * @param run evaluated on these images
 * @param part that it is evaluated on. Default `evaluation`
 */
export function searchPictureSlices(
  images: readonly ScannedImage[],
  figures: readonly PictureFigures[],
  run: Predictions,
  part?: Split | ValidationPart,
): SliceSearch {
  return searchSlices(pictureSlices(images, figures, part), run.labels, isCorrect(run));
}

const of255 = (value: number): string => `${Math.round(value)} of 255`;

function figuresOfImages(images: readonly ScannedImage[], figures: readonly PictureFigures[]): Figure[] {
  return [
    {
      property: 'size',
      values: images.map(({ width, height }) => Math.sqrt(width * height)),
      text: (value) => `${Math.round(value)} pixels`,
    },
    {
      property: 'aspect',
      values: images.map(({ width, height }) => width / height),
      text: (value) => `${value.toFixed(2)} (width by height)`,
    },
    { property: 'brightness', values: figures.map(({ color }) => brightnessOf(color)), text: of255 },
    {
      property: 'contrast',
      values: figures.map(({ brightness5, brightness99 }) => brightness99 - brightness5),
      text: of255,
    },
    {
      property: 'sharpness',
      values: figures.map(({ sharpness }) => sharpness),
      text: (value) => `${value.toFixed(2)} (second by first differences)`,
    },
    { property: 'saturation', values: figures.map(({ chroma }) => chroma), text: of255 },
    {
      property: 'brightness of the background',
      values: figures.map(({ borderColor }) => brightnessOf(borderColor)),
      text: of255,
    },
    {
      property: 'contrast to the background',
      values: figures.map(({ borderColor, centerColor }) =>
        Math.abs(brightnessOf(borderColor) - brightnessOf(centerColor)),
      ),
      text: of255,
    },
    {
      property: 'compression',
      values: images.map(({ bytes, width, height }) => bytes / (width * height)),
      text: (value) => `${value.toPrecision(2)} bytes a pixel`,
    },
  ];
}

/** The mean of the channels: a color is said beside it. */
const brightnessOf = (color: readonly number[]): number => mean(color);

/** Everything up to each cut, and everything beyond it; the same values once. */
function cutSlices({ property, values, text }: Figure): Slice[] {
  const sorted = [...values].sort((a, b) => a - b);
  const cuts = new Set(CUTS.map((share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!));
  return [...cuts].flatMap((cut) => [
    { property, name: `${property} at most ${text(cut)}`, members: positions(values, (value) => value <= cut) },
    { property, name: `${property} above ${text(cut)}`, members: positions(values, (value) => value > cut) },
  ]);
}

/** A name for each image, and how a slice is called after it, as what its images have; undefined for an image that is in no slice. */
interface Kind {
  property: string;
  values: readonly (string | undefined)[];
  name: (value: string) => string;
}

function kindsOfImages(images: readonly ScannedImage[], figures: readonly PictureFigures[]): Kind[] {
  const patterns = candidatePatterns(images);
  return [
    { property: 'format', values: images.map(({ format }) => format), name: (format) => `format ${format}` },
    {
      property: 'orientation',
      values: images.map(({ orientation }) => (orientation === 1 ? undefined : 'turned')),
      name: () => 'an EXIF orientation that turns them',
    },
    { property: 'color', values: figures.map(({ color }) => hueOf(color)), name: (hue) => `a ${hue} mean color` },
    {
      property: 'color of the background',
      values: figures.map(({ borderColor }) => hueOf(borderColor)),
      name: (hue) => `a ${hue} background`,
    },
    { property: 'folder', values: images.map(folderOf), name: (folder) => `folder ${folder}` },
    ...patterns.map(({ groups, pattern }) => ({
      property: `group by ${pattern}`,
      values: groups,
      name: (name: string) => `the group '${name}' in their names`,
    })),
  ];
}

/** Difference of the largest and the smallest channel, of 255, below which a mean color is gray. A choice. */
const GRAY = 16;
/** Each for a sixth of the circle of hues, which begins with the middle of red. */
const HUES = ['red', 'yellow', 'green', 'cyan', 'blue', 'magenta'];

/** Name of the hue of a mean color. Source of the formula: Smith 1978, as Python's `colorsys.rgb_to_hsv`. */
export function hueOf([red, green, blue]: readonly [number, number, number]): string {
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const chroma = most - least;
  if (chroma < GRAY) return 'gray';
  const sixth =
    most === red ? (green - blue) / chroma : most === green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma;
  return HUES[(Math.round(sixth) + 6) % 6]!;
}

/** The folder of an image below that of its class, or undefined where it lies in that itself. */
function folderOf({ path: file, className }: ScannedImage): string | undefined {
  const names = path.dirname(file).split(path.sep);
  const below = names.slice(names.lastIndexOf(className) + 1);
  return below.length === 0 || !names.includes(className) ? undefined : below.join('/');
}

function namedSlices({ property, values, name }: Kind): Slice[] {
  const named = positions(values, (value) => value !== undefined);
  const byName = group(named, (i) => values[i]!);
  return [...byName].map(([value, members]) => ({ property, name: name(value), members }));
}

function positions<T>(values: readonly T[], isIn: (value: T) => boolean): number[] {
  return [...values.keys()].filter((i) => isIn(values[i]!));
}
