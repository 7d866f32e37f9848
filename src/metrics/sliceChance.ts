import { countBelow } from '../base/countBelow.js';
import { type Random, random } from '../base/random.js';
import { sum } from '../base/sum.js';
import type { Slice } from './slice.js';

/** Permutations of the errors: the smallest probability that they show is 0.001. */
const PERMUTATIONS = 999;

/** Added to counts before the square root, which then has nearly the same variance whatever is expected. Source: Anscombe 1948. */
const ANSCOMBE = 3 / 8;

/** Images of a class, or of another stratum, and those of them that are wrong. */
export interface ClassCount {
  images: number;
  wrong: number;
}

/** Counts images and errors by class. */
export function countsByClass(labels: readonly number[], wrong: readonly boolean[]): ClassCount[] {
  const counts: ClassCount[] = [];
  labels.forEach((label, i) => {
    counts[label] ??= { images: 0, wrong: 0 };
    counts[label].images++;
    counts[label].wrong += Number(wrong[i]);
  });
  return counts;
}

/** Errors among some images. */
export const countWrong = (members: readonly number[], wrong: readonly boolean[]): number =>
  sum(members, (i) => Number(wrong[i]));

/** Errors in a slice if those of each class fell on its images by chance. */
export interface Chance {
  mean: number;
  variance: number;
}

/** Mean and variance of a hypergeometric distribution, added over the classes. */
export function chanceOf(
  members: readonly number[],
  labels: readonly number[],
  classes: readonly ClassCount[],
): Chance {
  const inside: number[] = [];
  for (const i of members) inside[labels[i]!] = (inside[labels[i]!] ?? 0) + 1;
  let [mean, variance] = [0, 0];
  inside.forEach((n, k) => {
    const { images, wrong } = classes[k]!;
    mean += (n * wrong) / images;
    if (images > 1) variance += (n * (images - n) * wrong * (images - wrong)) / (images ** 2 * (images - 1));
  });
  return { mean, variance };
}

/** By how much more images are wrong than others of their strata, in standard deviations of chance; 0 where nothing compares. */
export function statisticWithin(
  strata: readonly number[],
  members: readonly number[],
  wrong: readonly boolean[],
): number {
  const chance = chanceOf(members, strata, countsByClass(strata, wrong));
  return chance.variance > 0 ? statisticOf(countWrong(members, wrong), chance) : 0;
}

/** Errors compared with chance, in standard deviations, after a square root. */
export const statisticOf = (errors: number, { mean, variance }: Chance): number =>
  2 * Math.sqrt(mean / variance) * (Math.sqrt(errors + ANSCOMBE) - Math.sqrt(mean + ANSCOMBE));

/** Slices whose largest statistic is compared with chance as one: those of one property, or pairs. */
export type Family = readonly { slice: Slice; chance: Chance }[];

/** The largest statistic of each family, in each permutation of the errors within classes. */
export function largestByChance(
  families: readonly Family[],
  labels: readonly number[],
  wrong: readonly boolean[],
  seed: number,
): number[][] {
  const draw = random(seed, 'slices');
  const all = families.flat();
  const slicesOf = slicesOfImages(all, labels.length);
  const offsets = Float64Array.from(all, ({ chance }) => Math.sqrt(chance.mean + ANSCOMBE));
  const scales = Float64Array.from(all, ({ chance }) => 2 * Math.sqrt(chance.mean / chance.variance));
  const strata: Stratum[] = [];
  countsByClass(labels, wrong).forEach(({ wrong: errors }, k) => {
    strata.push({ images: Int32Array.from([...labels.keys()].filter((i) => labels[i] === k)), errors });
  });
  const largest: number[][] = families.map(() => []);
  const counts = new Int32Array(all.length);
  // Loops over typed arrays: nearly all the time is spent here.
  for (let permutation = 0; permutation < PERMUTATIONS; permutation++) {
    counts.fill(0);
    for (const stratum of strata) drawErrors(stratum, slicesOf, counts, draw);
    let s = 0;
    families.forEach(({ length }, f) => {
      let most = 0;
      for (const end = s + length; s < end; s++) {
        const statistic = scales[s]! * (Math.sqrt(counts[s]! + ANSCOMBE) - offsets[s]!);
        if (statistic > most) most = statistic;
      }
      largest[f]!.push(most);
    });
  }
  return largest;
}

/** The images of a class, in any order, and how many of them are wrong. */
interface Stratum {
  images: Int32Array;
  errors: number;
}

/** Draws which images of a class are wrong, by the first steps of a shuffle, and counts them in their slices. */
function drawErrors(
  { images, errors }: Stratum,
  slicesOf: readonly Int32Array[],
  counts: Int32Array,
  draw: Random,
): void {
  for (let at = 0; at < errors; at++) {
    const other = at + draw.below(images.length - at);
    const image = images[other]!;
    images[other] = images[at]!;
    images[at] = image;
    const own = slicesOf[image]!;
    for (let s = 0; s < own.length; s++) counts[own[s]!]!++;
  }
}

/** The slices that each image is in, by their positions. */
function slicesOfImages(slices: Family, numImages: number): Int32Array[] {
  const lists = Array.from({ length: numImages }, (): number[] => []);
  slices.forEach(({ slice }, s) => {
    for (const i of slice.members) lists[i]!.push(s);
  });
  return lists.map((list) => Int32Array.from(list));
}

/** Probability of a statistic in a family by chance, which allows for all slices of all families. */
export type ByChance = (family: number, statistic: number) => number;

/**
 * Compares statistics with chance so that families count alike, however many slices each has: a statistic has a rank among the largest
 * of its own family in all permutations, and its probability is the share of permutations in which any family reaches such a rank. The
 * errors as they are count as a permutation, which makes it exact.
 *
 * Source: the min-P procedure of Westfall and Young 1993, over the families, with their max-T procedure in each.
 *
 * @param observed the largest statistic of each family
 * @param largest by {@link largestByChance}
 */
export function byChance(observed: readonly number[], largest: readonly (readonly number[])[]): ByChance {
  const all = largest.map((drawn, f) => [observed[f]!, ...drawn]);
  const sorted = all.map((values) => Float64Array.from(values).sort());
  const rankOf = (family: number, statistic: number): number =>
    sorted[family]!.length - countBelow(sorted[family]!, statistic);
  const best = Float64Array.from(all[0] ?? [], (_, b) =>
    Math.min(...all.map((values, f) => rankOf(f, values[b]!))),
  ).sort();
  return (family, statistic) => countBelow(best, Math.max(1, rankOf(family, statistic)) + 0.5) / best.length;
}
