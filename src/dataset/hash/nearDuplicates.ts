import { group } from '../../base/group.js';
import { random, shuffled } from '../../base/random.js';
import type { PictureFigures } from '../figures/pictureFigures.js';
import type { Scan, ScannedImage } from '../scan.js';
import { WORDS } from './bits.js';
import { type Colors, colorDifference } from './colorDifference.js';
import { correlationOf, type Detail, detailsOnDemand, mirrored } from './detail.js';
import { nearestPairs } from './nearestPairs.js';
import { hashesBothWays } from './perceptualHash.js';

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

/**
 * Candidates that are compared, at least, and of each image, where those are more; where there are still more, only the nearest
 * hashes count. A million take about a second.
 */
const MOST_CANDIDATES = 2_000_000;
const MOST_OF_AN_IMAGE = 4;

/**
 * Most by which colors of two images differ that show the same, in gray levels. Measured on 240 wheat kernels and 170 photos
 * of clothes: copies that were encoded again, shrunk, mirrored, or changed in brightness (0.7 to 1.3), gamma (1.4),
 * saturation (1.3) or white balance (8 %) differ by 17 at most, and by 9 in nine of ten cases. Another color of the
 * kernels' background differs by 25 in half of the cases.
 */
const SAME_COLOR = 20;

/** Most by which the aspects of two such images differ, as a factor. */
const SAME_ASPECT = 1.06;

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
  const sets = new JoinedSets(files.length);
  const least = new Map<number, number>();
  for (const { a, b, correlation } of pairs) {
    const [rootA, rootB] = [sets.rootOf(a), sets.rootOf(b)];
    sets.join(rootA, rootB);
    least.set(rootA, Math.min(correlation, least.get(rootA) ?? 1, least.get(rootB) ?? 1));
  }
  const fileOfDigest = new Map(files.map((i, file) => [images[i]!.digest, file]));
  const rootOfImage = (image: ScannedImage): number => sets.rootOf(fileOfDigest.get(image.digest)!);
  const members = group(
    images.filter((image) => least.has(rootOfImage(image))),
    rootOfImage,
  );
  return [...members].map(([root, of]) => ({ images: of, correlation: least.get(root)! }));
}

/** Sets of numbers that are joined two at a time. */
class JoinedSets {
  readonly #parents: Uint32Array;

  constructor(count: number) {
    this.#parents = Uint32Array.from({ length: count }, (_, i) => i);
  }

  /** The number that stands for the set. Each one on the way is led past the next, so that no way stays long. */
  rootOf(i: number): number {
    const parents = this.#parents;
    let at = i;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  }

  /** Joins the set of the second root to that of the first. */
  join(root: number, other: number): void {
    this.#parents[other] = root;
  }
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
  const count = images.length;
  // Mirrored images stand behind those as they are; a pair of two mirrored ones is known already.
  const greyOf = (i: number): Uint8Array => (i < count ? figures[i]!.grey : mirrored(figures[i - count]!.grey));
  const detailOf = detailsOnDemand(greyOf);
  const candidates = nearestPairs(hashesOf(figures), {
    most: Math.max(MOST_CANDIDATES, MOST_OF_AN_IMAGE * count),
    accept: (a, other) => a < other % count && similarAspect(images[a]!, images[other % count]!),
  });
  const usual = usualDistances(images, detailOf);
  const mostOf = (i: number): number => NEARER * usual(images[i]!.className);
  const pairs: Pair[] = [];
  for (let at = 0; at < candidates.length; at += 2) {
    const [a, other] = [candidates[at]!, candidates[at + 1]!];
    const b = other % count;
    const correlation = correlationOf(detailOf(a), detailOf(other));
    if (correlation < SAME_DETAIL || distanceOf(correlation) > Math.min(mostOf(a), mostOf(b))) continue;
    if (colorDifference(figures[a]!, figures[b]!) > SAME_COLOR) continue;
    pairs.push({ a, b, correlation });
  }
  return pairs;
}

/** Hashes of the images as they are, and behind them those of the mirrored ones. */
function hashesOf(figures: readonly Pick<PictureFigures, 'grey'>[]): Uint16Array {
  const hashes = new Uint16Array(WORDS * 2 * figures.length);
  for (const [i, { grey }] of figures.entries()) {
    const [asItIs, mirroredHash] = hashesBothWays(grey);
    hashes.set(asItIs, WORDS * i);
    hashes.set(mirroredHash, WORDS * (figures.length + i));
  }
  return hashes;
}

/** How far the images of a class usually are from the nearest other one; measured when it is asked for. */
function usualDistances(
  images: readonly ScannedImage[],
  detailOf: (i: number) => Detail,
): (className: string) => number {
  const byClass = group(images.keys(), (i) => images[i]!.className);
  const known = new Map<string, number>();
  return (className) => {
    const distance = known.get(className) ?? usualDistance(byClass.get(className)!, detailOf);
    known.set(className, distance);
    return distance;
  };
}

/** From an image to the nearest of those drawn; three quarters have none farther. */
function usualDistance(members: readonly number[], detailOf: (i: number) => Detail): number {
  const drawn = shuffled(members, random('usual distance')).slice(0, DRAWN).map(detailOf);
  const nearest = new Float64Array(drawn.length).fill(2);
  for (let i = 0; i < drawn.length; i++) {
    for (let j = i + 1; j < drawn.length; j++) {
      const distance = distanceOf(correlationOf(drawn[i]!, drawn[j]!));
      nearest[i] = Math.min(nearest[i]!, distance);
      nearest[j] = Math.min(nearest[j]!, distance);
    }
  }
  return nearest.sort()[Math.floor(QUARTILE * (nearest.length - 1))]!;
}

/** Between details of length 1. */
function distanceOf(correlation: number): number {
  return Math.sqrt(Math.max(0, 2 - 2 * correlation));
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
  return [...images.keys()].filter((i) => {
    const { digest } = images[i]!;
    return !seen.has(digest) && seen.add(digest);
  });
}

function similarAspect(a: ScannedImage, b: ScannedImage): boolean {
  const factor = (a.width * b.height) / (a.height * b.width);
  return factor < SAME_ASPECT && factor > 1 / SAME_ASPECT;
}
