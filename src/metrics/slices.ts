import { type Random, random } from '../base/random.js';
import { sum } from '../base/sum.js';
import { chiSquaredAbove } from './contingency.js';
import { type Count, type Interval, newcombe, wilson } from './intervals.js';
import type { Estimate } from './paired.js';

/** Some of the evaluated images, by a property of theirs that does not depend on the predictions. */
export interface Slice {
  /** `brightness`. Slices of one property may overlap. */
  property: string;
  /** What its images have: `brightness at most 60 of 255`. */
  name: string;
  /** Positions among the evaluated images, ascending. */
  members: readonly number[];
}

/** How accurate a model is on a slice. Accuracies and shares are in [0, 1]. */
export interface MeasuredSlice extends Slice {
  accuracy: number;
  /** Of the accuracy; the intervals of all slices hold together with a confidence of 95 %. */
  interval: Interval;
  /** Accuracy of the other images, weighted as the classes are spread in the slice. */
  rest: number;
  /**
   * What the slice costs: the accuracy of all images that would be gained if it were as accurate as the rest. Its interval
   * holds together with those of all other slices.
   */
  cost: Estimate;
  /** By how much more it is wrong than its classes are elsewhere, in standard deviations of chance. */
  statistic: number;
  /** Probability of so large a statistic in any of the slices, if errors had nothing to do with them, in (0, 1]. */
  pValue: number;
}

/** What a search for weak slices gave. */
export interface SliceSearch {
  /** Of all images. */
  accuracy: number;
  numImages: number;
  /** Slices that were compared, the one least likely by chance first. */
  slices: MeasuredSlice[];
  /** Standard deviations that the intervals reach to either side, in place of 1.96 for one slice. */
  z: number;
}

/** Fewest images in a slice, and beside it: as for the recall of a class, fewer give no narrow interval. */
export const LEAST_IN_SLICE = 30;

/** Permutations of the errors: the smallest probability that they show is 0.001. */
const PERMUTATIONS = 999;

/** How often an interval may miss, of all slices together. */
const OUTSIDE = 0.05;

/** Added to counts before the square root, which then has nearly the same variance whatever is expected. Source: Anscombe 1948. */
const ANSCOMBE = 3 / 8;

/**
 * Finds out on which slices a model is wrong more often than on other images of the same classes, and allows for the number of
 * slices: errors are permuted within each class, and a slice counts by how often any slice reaches its statistic by chance.
 *
 * The statistic compares errors with their mean and variance if they fell on the images of a class by chance (Mantel and
 * Haenszel 1959), after a square root (Anscombe 1948), so that slices with few errors do not decide. Probabilities are those
 * of the single-step max-T procedure (Westfall and Young 1993), exact also for slices that overlap. Intervals are Wilson's, and
 * Newcombe's for costs, each at 1 - 0.05 / numSlices (Bonferroni), since permutations say nothing of a slice that differs.
 *
 * Slices with less than 30 images, or with less than 30 others, are left out; so are those whose classes have no others.
 *
 * @param labels true class of each evaluated image
 * @param correct whether each is predicted correctly
 * @param seed of the permutations; default 0
 */
export function searchSlices(
  slices: readonly Slice[],
  labels: readonly number[],
  correct: readonly boolean[],
  seed = 0,
): SliceSearch {
  const numImages = labels.length;
  const wrong = correct.map((right) => !right);
  const classes = countsByClass(labels, wrong);
  const compared = slices
    .filter(({ members }) => Math.min(members.length, numImages - members.length) >= LEAST_IN_SLICE)
    .map((slice) => ({ slice, chance: chanceOf(slice, labels, classes) }))
    .filter(({ chance }) => chance.variance > 0);
  const { offsets, scales } = statisticParts(compared.map(({ chance }) => chance));
  const observed = compared.map(
    ({ slice }, s) => scales[s]! * (Math.sqrt(countWrong(slice.members, wrong) + ANSCOMBE) - offsets[s]!),
  );
  const largest = largestByChance(
    compared.map(({ slice, chance }) => ({ members: slice.members, chance })),
    labels,
    wrong,
    seed,
  );
  const z = twoSidedQuantile(OUTSIDE / Math.max(1, compared.length));
  const measured = compared.map(({ slice }, s): MeasuredSlice => {
    const reached = largest.filter((value) => value >= observed[s]!).length;
    return {
      ...slice,
      ...accuraciesOf(slice.members, labels, wrong, classes, z),
      statistic: observed[s]!,
      pValue: (1 + reached) / (1 + largest.length),
    };
  });
  return {
    accuracy: 1 - countWrong([...labels.keys()], wrong) / numImages,
    numImages,
    slices: measured.sort((a, b) => b.statistic - a.statistic),
    z,
  };
}

/** Largest probability by chance of a slice that is shown to be weak: the conventional level. */
export const SLICE_LEVEL = 0.05;

/**
 * The slices that are shown to be weak, the most costly first. Of overlapping slices of one property, such as the darkest
 * tenth and the darkest fifth, only the one least likely by chance.
 */
export function weakSlices({ slices }: SliceSearch): MeasuredSlice[] {
  const weak = slices.filter(({ pValue, cost }) => pValue <= SLICE_LEVEL && cost.value > 0);
  return distinctSlices(weak).sort((a, b) => b.cost.value - a.cost.value);
}

/** Slices in their order, without those that share images with an earlier one of the same property. */
export function distinctSlices<T extends Slice>(slices: readonly T[]): T[] {
  const taken = new Map<string, Set<number>>();
  return slices.filter(({ property, members }) => {
    const before = taken.get(property) ?? new Set();
    if (members.some((image) => before.has(image))) return false;
    taken.set(property, new Set([...before, ...members]));
    return true;
  });
}

/** Images of a class, and those of them that are wrong. */
interface ClassCount {
  images: number;
  wrong: number;
}

function countsByClass(labels: readonly number[], wrong: readonly boolean[]): ClassCount[] {
  const counts: ClassCount[] = [];
  labels.forEach((label, i) => {
    counts[label] ??= { images: 0, wrong: 0 };
    counts[label].images++;
    counts[label].wrong += Number(wrong[i]);
  });
  return counts;
}

/** Errors in a slice if those of each class fell on its images by chance. */
interface Chance {
  mean: number;
  variance: number;
}

/** Mean and variance of a hypergeometric distribution, added over the classes. */
function chanceOf({ members }: Slice, labels: readonly number[], classes: readonly ClassCount[]): Chance {
  const inside = countsByClass(
    members.map((i) => labels[i]!),
    members.map(() => false),
  );
  let [mean, variance] = [0, 0];
  inside.forEach(({ images: n }, k) => {
    const { images, wrong } = classes[k]!;
    mean += (n * wrong) / images;
    if (images > 1) variance += (n * (images - n) * wrong * (images - wrong)) / (images ** 2 * (images - 1));
  });
  return { mean, variance };
}

const countWrong = (members: readonly number[], wrong: readonly boolean[]): number =>
  sum(members, (i) => Number(wrong[i]));

/** The largest statistic of each permutation. */
function largestByChance(
  slices: readonly { members: readonly number[]; chance: Chance }[],
  labels: readonly number[],
  wrong: readonly boolean[],
  seed: number,
): number[] {
  const draw = random(seed, 'slices');
  const slicesOf = slicesOfImages(slices, labels.length);
  const { offsets, scales } = statisticParts(slices.map(({ chance }) => chance));
  const strata: Stratum[] = [];
  countsByClass(labels, wrong).forEach(({ wrong: errors }, k) => {
    strata.push({ images: Int32Array.from([...labels.keys()].filter((i) => labels[i] === k)), errors });
  });
  const largest: number[] = [];
  const counts = new Int32Array(slices.length);
  // Loops over typed arrays: nearly all the time is spent here.
  for (let permutation = 0; permutation < PERMUTATIONS; permutation++) {
    counts.fill(0);
    for (const stratum of strata) drawErrors(stratum, slicesOf, counts, draw);
    let most = 0;
    for (let s = 0; s < counts.length; s++) {
      const statistic = scales[s]! * (Math.sqrt(counts[s]! + ANSCOMBE) - offsets[s]!);
      if (statistic > most) most = statistic;
    }
    largest.push(most);
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
function slicesOfImages(slices: readonly { members: readonly number[] }[], numImages: number): Int32Array[] {
  const lists = Array.from({ length: numImages }, (): number[] => []);
  slices.forEach(({ members }, s) => {
    for (const i of members) lists[i]!.push(s);
  });
  return lists.map((list) => Int32Array.from(list));
}

/** What a statistic needs beside the count: it is `scale * (sqrt(count + 3/8) - offset)`. */
function statisticParts(chances: readonly Chance[]): { offsets: Float64Array; scales: Float64Array } {
  return {
    offsets: Float64Array.from(chances, ({ mean }) => Math.sqrt(mean + ANSCOMBE)),
    scales: Float64Array.from(chances, ({ mean, variance }) => 2 * Math.sqrt(mean / variance)),
  };
}

/** Standard deviations that a normal value is beyond with that probability, to either side, by bisection. */
export function twoSidedQuantile(probability: number): number {
  let [low, high] = [0, 40];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (chiSquaredAbove(middle ** 2, 1) > probability) low = middle;
    else high = middle;
  }
  return high;
}

/** Compares a slice with other images of its classes; a class that is in the slice alone is left out of the comparison. */
function accuraciesOf(
  members: readonly number[],
  labels: readonly number[],
  wrong: readonly boolean[],
  classes: readonly ClassCount[],
  z: number,
): Pick<MeasuredSlice, 'accuracy' | 'interval' | 'rest' | 'cost'> {
  const inside = countsByClass(
    members.map((i) => labels[i]!),
    members.map((i) => wrong[i]!),
  );
  const errors = countWrong(members, wrong);
  const own: Count = { successes: 0, n: 0 };
  let [expected, others] = [0, 0];
  inside.forEach((count, k) => {
    const outside = { images: classes[k]!.images - count.images, wrong: classes[k]!.wrong - count.wrong };
    if (outside.images === 0) return;
    own.successes += count.wrong;
    own.n += count.images;
    others += outside.images;
    expected += (count.images * outside.wrong) / outside.images;
  });
  const usual = expected / own.n;
  const [low, high] = newcombe(own, { successes: usual * others, n: others }, z);
  const share = own.n / labels.length;
  return {
    accuracy: 1 - errors / members.length,
    interval: wilson(members.length - errors, members.length, z),
    rest: 1 - usual,
    cost: { value: share * (own.successes / own.n - usual), interval: [share * low, share * high] },
  };
}
