import { distinctSlices, type MeasuredSlice, SLICE_LEVEL, type Slice, type SlicePair } from './slice.js';
import { type ByChance, statisticWithin } from './sliceChance.js';

/** Number of the family of slices by one property, as chance is compared with them. */
export const SINGLE: number = 0;
/** Number of the family of pairs. */
export const PAIR: number = 1;

/** The images that slices are of, and what chance makes of a statistic of theirs. */
export interface SliceOutcomes {
  labels: readonly number[];
  wrong: readonly boolean[];
  byChance: ByChance;
}

type MeasuredPair = MeasuredSlice & SlicePair;

/**
 * Chooses what to tell of slices and pairs that are wrong more often than chance makes of so many, the most costly first.
 *
 * A pair is told where it is clearly worse than what each of its properties says alone: than images of the same class between the same
 * cuts of that property, however it goes on along them. The same holds against every other property of which a slice is less likely by
 * chance than the pair. In each comparison its statistic has to be one that chance makes of all pairs in 5 % of the cases at most. Not
 * told are pairs that are as the others without the images of a pair before them, and those of two properties that are weak without
 * them, which together make such a pair.
 *
 * A slice is told where it is weak without the images of those pairs, too. Of overlapping slices of one property, such as the darkest
 * tenth and the darkest fifth, only the one least likely by chance.
 *
 * @param slices that were compared, and pairs; both the one with the largest statistic first
 */
export function weakSlices(
  slices: readonly MeasuredSlice[],
  pairs: readonly MeasuredPair[],
  outcomes: SliceOutcomes,
): MeasuredSlice[] {
  const weak = slices.filter(isWeak);
  const told = toldPairs(slices, pairs.filter(isWeak), outcomes);
  const remain =
    told.length === 0 ? weak : weak.filter(({ members }) => isWeakWithout(told, members, SINGLE, outcomes));
  return [...told, ...distinctSlices(remain)].sort((a, b) => b.cost.value - a.cost.value);
}

const isWeak = ({ pValue, cost }: MeasuredSlice): boolean => pValue <= SLICE_LEVEL && cost.value > 0;

function toldPairs(
  slices: readonly MeasuredSlice[],
  pairs: readonly MeasuredPair[],
  outcomes: SliceOutcomes,
): MeasuredPair[] {
  const cellsOf = cellsByProperty(slices, outcomes.labels);
  const isWeakAlone = (property: string, pair: Slice): boolean =>
    slices.some((slice) => slice.property === property && isWeakWithout([pair], slice.members, SINGLE, outcomes));
  const told: MeasuredPair[] = [];
  for (const pair of pairs) {
    const own = pair.parts.map(({ property }) => property);
    const stronger = slices.filter(({ statistic }) => statistic >= pair.statistic).map(({ property }) => property);
    const isMore =
      isWeakWithout(told, pair.members, PAIR, outcomes) &&
      [...new Set([...own, ...stronger])].every((property) => {
        const statistic = statisticWithin(cellsOf(property), pair.members, outcomes.wrong);
        return outcomes.byChance(PAIR, statistic) <= SLICE_LEVEL;
      });
    if (isMore && !own.every((property) => isWeakAlone(property, pair))) told.push(pair);
  }
  return told;
}

/** Whether images are weak compared with others of their classes, when the images of some slices are left out. */
function isWeakWithout(
  leftOut: readonly Slice[],
  members: readonly number[],
  family: number,
  { labels, wrong, byChance }: SliceOutcomes,
): boolean {
  const out = new Set(leftOut.flatMap((slice) => slice.members));
  // A class of their own.
  const nowhere = Math.max(...labels) + 1;
  const strata = out.size === 0 ? labels : labels.map((label, i) => (out.has(i) ? nowhere : label));
  const remain = members.filter((i) => !out.has(i));
  return byChance(family, statisticWithin(strata, remain, wrong)) <= SLICE_LEVEL;
}

/**
 * Numbers for images, the same for those of one class that the slices of a property do not tell apart: between the same two cuts, or
 * of the same name.
 */
function cellsByProperty(slices: readonly Slice[], labels: readonly number[]): (property: string) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (property) => {
    const cells =
      known.get(property) ??
      cellsOf(
        slices.filter((slice) => slice.property === property),
        labels,
      );
    known.set(property, cells);
    return cells;
  };
}

function cellsOf(slices: readonly Slice[], labels: readonly number[]): number[] {
  let cells = [...labels];
  for (const { members } of slices) {
    const inside = new Set(members);
    const numbers = new Map<number, number>();
    cells = cells.map((cell, i) => {
      const key = 2 * cell + Number(inside.has(i));
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return number;
    });
  }
  return cells;
}
