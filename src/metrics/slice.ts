import type { Interval } from './intervals.js';
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

/** Images that are in two slices of different properties. */
export interface SlicePair extends Slice {
  parts: readonly [Slice, Slice];
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
  /** Probability of so large a statistic in any of the slices and pairs, if errors had nothing to do with them, in (0, 1]. */
  pValue: number;
  /** Of a pair: the slices that it is the common images of. */
  parts?: readonly [Slice, Slice];
}

/** What a search for weak slices gave. */
export interface SliceSearch {
  /** Of all images. */
  accuracy: number;
  numImages: number;
  /** Slices by one property that were compared, the one least likely by chance first. */
  slices: MeasuredSlice[];
  /** Pairs of them that were compared too. */
  numPairs: number;
  /** Slices, and pairs that are more than their parts, that are shown to be weak; the most costly first. */
  weak: MeasuredSlice[];
  /** Standard deviations that the intervals reach to either side, in place of 1.96 for one slice; those of pairs reach further. */
  z: number;
}

/** Fewest images in a slice, and beside it: as for the recall of a class, fewer give no narrow interval. */
export const LEAST_IN_SLICE = 30;

/** Largest probability by chance of a slice that is shown to be weak: the conventional level. */
export const SLICE_LEVEL = 0.05;

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
