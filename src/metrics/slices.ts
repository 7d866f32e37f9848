import { chiSquaredAbove } from './contingency.js';
import { type Count, newcombe, wilson } from './intervals.js';
import { LEAST_IN_SLICE, type MeasuredSlice, SLICE_LEVEL, type Slice, type SliceSearch } from './slice.js';
import {
  byChance,
  type Chance,
  type ClassCount,
  chanceOf,
  countsByClass,
  countWrong,
  type Family,
  largestByChance,
  statisticOf,
} from './sliceChance.js';
import { pairsOf } from './slicePairs.js';
import { PAIR, SINGLE, weakSlices } from './weakSlices.js';

/** How often an interval may miss, of all slices and pairs together. */
const OUTSIDE = 0.05;

/**
 * Finds out on which slices, and on which pairs of them, a model is wrong more often than on other images of the same classes, and
 * allows for their number: errors are permuted within each class, and a slice counts by how often anything that was compared is as
 * unusual by chance.
 *
 * The statistic compares errors with their mean and variance if they fell on the images of a class by chance (Mantel and
 * Haenszel 1959), after a square root (Anscombe 1948), so that slices with few errors do not decide. Probabilities are those
 * of the single-step max-T procedure (Westfall and Young 1993), exact also for slices that overlap. Each permutation counts the errors
 * of the pairs as well; slices and pairs are two families by min-P, so that some thousand pairs cost the few slices at most a factor
 * of two. Intervals are Wilson's, and Newcombe's for costs, by Bonferroni, since permutations say nothing of a slice that
 * differs: each at 1 - 0.05 / numSlices, or with pairs at 1 - 0.025 / numSlices and 1 - 0.025 / numPairs.
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
  const compared = <T extends Slice>(all: readonly T[]): Compared<T>[] =>
    all
      .filter(({ members }) => Math.min(members.length, numImages - members.length) >= LEAST_IN_SLICE)
      .map((slice) => ({ slice, chance: chanceOf(slice.members, labels, classes) }))
      .filter(({ chance }) => chance.variance > 0)
      .map((one) => ({ ...one, statistic: statisticOf(countWrong(one.slice.members, wrong), one.chance) }));
  const inOrder = compared(slices);
  const singles = worstFirst(inOrder);
  const ofTwo = pairsOf(
    inOrder.map(({ slice }) => slice),
    numImages,
  );
  const pairs = worstFirst(compared(ofTwo));
  const families: Family[] = pairs.length === 0 ? [singles] : [singles, pairs];
  const largest = largestByChance(families, labels, wrong, seed);
  const chanceOfStatistic = byChance([largestOf(singles), largestOf(pairs)].slice(0, families.length), largest);
  const zOf = (numCompared: number): number => twoSidedQuantile(OUTSIDE / families.length / Math.max(1, numCompared));
  const outcomes = { labels, wrong, byChance: chanceOfStatistic };
  const measured = <T extends Slice>(of: readonly Compared<T>[], family: number, z: number): (T & MeasuredSlice)[] =>
    of.map(({ slice, statistic }) => ({
      ...slice,
      ...accuraciesOf(slice.members, labels, wrong, classes, z),
      statistic,
      pValue: chanceOfStatistic(family, statistic),
    }));
  const z = zOf(singles.length);
  const measuredSlices = measured(singles, SINGLE, z);
  const unlikely = pairs.filter(({ statistic }) => chanceOfStatistic(PAIR, statistic) <= SLICE_LEVEL);
  const weak = weakSlices(measuredSlices, measured(unlikely, PAIR, zOf(pairs.length)), outcomes);
  return {
    accuracy: 1 - countWrong([...labels.keys()], wrong) / numImages,
    numImages,
    slices: measuredSlices,
    numPairs: pairs.length,
    weak,
    z,
  };
}

interface Compared<T extends Slice> {
  slice: T;
  chance: Chance;
  statistic: number;
}

const worstFirst = <T extends Slice>(all: readonly Compared<T>[]): Compared<T>[] =>
  [...all].sort((a, b) => b.statistic - a.statistic);

/** Of the first, since they are sorted; 0 where none is worse than chance, as in a permutation. */
const largestOf = (sorted: readonly Compared<Slice>[]): number => Math.max(0, sorted[0]?.statistic ?? 0);

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
