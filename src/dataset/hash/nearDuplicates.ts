import { group } from '../../base/group.js';
import { random, shuffled } from '../../base/random.js';
import { mean, sum } from '../../base/sum.js';
import { GRAY_SIDE, type PictureFigures } from '../figures/pictureFigures.js';
import type { Scan, ScannedImage } from '../scan.js';
import { type Colors, colorDifference } from './colorDifference.js';
import { forEachNearHash, MOST_BITS } from './hashNeighbors.js';
import { perceptualHash } from './perceptualHash.js';

/** Images that show the same, though not all of their files are the same byte for byte. */
export interface SimilarPictures {
  images: ScannedImage[];
  /** Least correlation of detail by which an image came to the group, in [0.93, 1]. */
  correlation: number;
}

/**
 * Least correlation of detail of two images that show the same. Measured: copies that were encoded again at quality
 * 60, shrunk to 0.7 or lit otherwise reach 0.94 to 1.00 in nine of ten cases. Of the 110,000 pairs of 7,139 wheat kernels
 * with near hashes, four of the five above 0.92 are one object photographed twice, among them all three above 0.93.
 */
const SAME_DETAIL = 0.93;

/**
 * Where all images of a class are alike, parts in one fixture, a high correlation tells nothing: copies are also this
 * much nearer than three quarters of the class have their nearest.
 */
const NEARER = 0.55;
const QUARTILE = 0.75;

/** Images of a class that the usual distance to the nearest is measured on. */
const DRAWN = 300;

/** Candidates that are compared; where there are more, only the nearest hashes count. A million take about a second. */
const MOST_CANDIDATES = 2_000_000;

/**
 * Most by which colors of two images differ that show the same, in gray levels. Measured on 240 wheat kernels and 170 photos
 * of clothes: copies that were encoded again, shrunk, mirrored, or changed in brightness (0.7 to 1.3), gamma (1.4),
 * saturation (1.3) or white balance (8 %) differ by 17 at most, and by 9 in nine of ten cases. Another color of the
 * kernels' background differs by 25 in half of the cases.
 */
const SAME_COLOR = 20;

/** Most by which the aspects of two such images differ, as a factor. */
const SAME_ASPECT = 1.06;

/** Least deviation of detail, in gray levels: below it there is nothing to compare but the noise of the encoding. */
const LEAST_DETAIL = 1;

/**
 * Finds images that show the same: encoded again, resized, lit otherwise, mirrored left to right. Candidates have near
 * perceptual hashes; what decides is the correlation of their detail, since silhouettes on one ground are all alike, and
 * that their colors are the same. Cropped and turned copies are not found.
 *
 * @param figures of each of the scan's images, in their order
 */
export function nearDuplicates(
  { images }: Pick<Scan, 'images'>,
  figures: readonly PictureFigures[],
): SimilarPictures[] {
  const files = firstOfEachFile(images);
  const pairs = similarPairs(
    files.map((i) => images[i]!),
    files.map((i) => figures[i]!),
  );
  const parents = files.map((_, i) => i);
  const rootOf = (i: number): number => {
    while (parents[i] !== i) i = parents[i]!;
    return i;
  };
  const least = new Map<number, number>();
  for (const { a, b, correlation } of pairs) {
    const [rootA, rootB] = [rootOf(a), rootOf(b)];
    parents[rootB] = rootA;
    least.set(rootA, Math.min(correlation, least.get(rootA) ?? 1, least.get(rootB) ?? 1));
  }
  const fileOfDigest = new Map(files.map((i, file) => [images[i]!.digest, file]));
  const sets = group(images, ({ digest }) => rootOf(fileOfDigest.get(digest)!));
  return [...sets].flatMap(([root, members]) => {
    const correlation = least.get(root);
    return correlation === undefined ? [] : [{ images: members, correlation }];
  });
}

interface Pair {
  a: number;
  b: number;
  correlation: number;
}

function similarPairs(
  images: readonly ScannedImage[],
  figures: readonly (Colors & Pick<PictureFigures, 'grey'>)[],
): Pair[] {
  const grays = figures.map(({ grey }) => grey);
  // Mirrored images stand behind those as they are; a pair of two mirrored ones is known already.
  const all = [...grays, ...grays.map(mirrored)];
  const details = all.map(detailOf);
  const hashes = all.map(perceptualHash);
  const mostBits = bitsWithin(hashes, MOST_CANDIDATES);
  const usual = new Map<string, number>();
  for (const className of new Set(images.map((image) => image.className))) {
    usual.set(className, usualDistance(details.filter((_, i) => images[i]?.className === className)));
  }
  const mostOf = (i: number): number => NEARER * usual.get(images[i]!.className)!;
  const pairs: Pair[] = [];
  forEachNearHash(hashes, (a, other, bits) => {
    const b = other % grays.length;
    if (bits > mostBits || a >= b || !similarAspect(images[a]!, images[b]!)) return;
    const correlation = correlationOf(details[a]!, details[other]!);
    if (correlation < SAME_DETAIL || distanceOf(correlation) > Math.min(mostOf(a), mostOf(b))) return;
    if (colorDifference(figures[a]!, figures[b]!) > SAME_COLOR) return;
    pairs.push({ a, b, correlation });
  });
  return pairs;
}

function mirrored(grey: Uint8Array): Uint8Array {
  return grey.map((_, i) => grey[i - (i % GRAY_SIDE) + GRAY_SIDE - 1 - (i % GRAY_SIDE)]!);
}

/** From an image to the nearest of those drawn; three quarters have none farther. */
function usualDistance(details: readonly Detail[]): number {
  const drawn = shuffled(details, random('usual distance')).slice(0, DRAWN);
  const nearest = drawn.map((detail, i) =>
    drawn.reduce((least, other, j) => (i === j ? least : Math.min(least, distanceOf(correlationOf(detail, other)))), 2),
  );
  return nearest.sort((x, y) => x - y)[Math.floor(QUARTILE * (nearest.length - 1))]!;
}

/** Between details of length 1. */
function distanceOf(correlation: number): number {
  return Math.sqrt(Math.max(0, 2 - 2 * correlation));
}

/** The most bits at which there are no more pairs of hashes than that. */
function bitsWithin(hashes: readonly Uint16Array[], mostPairs: number): number {
  const counts = new Array<number>(MOST_BITS + 1).fill(0);
  forEachNearHash(hashes, (_a, _b, bits) => {
    counts[bits]!++;
  });
  let pairs = 0;
  const tooMany = counts.findIndex((count) => {
    pairs += count;
    return pairs > mostPairs;
  });
  return tooMany === -1 ? MOST_BITS : Math.max(0, tooMany - 1);
}

/** Groups of images that show the same: near ones, and files that are the same byte for byte beside them. */
export function similarGroups(
  { duplicates }: Pick<Scan, 'duplicates'>,
  near: readonly SimilarPictures[],
): ScannedImage[][] {
  const inNear = new Set(near.flatMap((group) => group.images.map(({ digest }) => digest)));
  return [...duplicates.filter(([first]) => !inNear.has(first!.digest)), ...near.map((group) => group.images)];
}

function firstOfEachFile(images: readonly ScannedImage[]): number[] {
  const seen = new Set<string>();
  return images.flatMap(({ digest }, i) => {
    if (seen.has(digest)) return [];
    seen.add(digest);
    return [i];
  });
}

function similarAspect(a: ScannedImage, b: ScannedImage): boolean {
  const factor = (a.width * b.height) / (a.height * b.width);
  return factor < SAME_ASPECT && factor > 1 / SAME_ASPECT;
}

/** Grays less their surroundings, with length 1; empty where there is no detail. */
type Detail = Float64Array;

/** Pixels on each side that count as surroundings. */
const REACH = 2;

function detailOf(grey: Uint8Array): Detail {
  // Rows, then columns: sums over a square.
  const surroundings = movingMeans(movingMeans(Float64Array.from(grey), 1), GRAY_SIDE);
  const raw = surroundings.map((around, i) => grey[i]! - around);
  const center = mean(raw);
  const detail = raw.map((value) => value - center);
  const squares = sum(detail, (value) => value ** 2);
  if (squares < LEAST_DETAIL ** 2 * detail.length) return new Float64Array(0);
  return detail.map((value) => value / Math.sqrt(squares));
}

/** Means of the values at most two steps away along one side; fewer at the ends. */
function movingMeans(values: Float64Array, step: number): Float64Array {
  return values.map((_, i) => {
    const place = Math.floor(i / step) % GRAY_SIDE;
    let sum = 0;
    let n = 0;
    for (let at = Math.max(-REACH, -place); at <= Math.min(REACH, GRAY_SIDE - 1 - place); at++) {
      sum += values[i + at * step]!;
      n++;
    }
    return sum / n;
  });
}

function correlationOf(a: Detail, b: Detail): number {
  let sum = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) sum += a[i]! * b[i]!;
  return sum;
}
