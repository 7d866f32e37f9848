import { LEAST_IN_SLICE, type Slice, type SlicePair } from './slice.js';

/**
 * Pairs at most; those that hold most images stay. Nine properties that are cut into tenths make 3,500 at most, so that only many
 * groups or slices of one's own reach it.
 */
const MOST_PAIRS = 6000;

/**
 * Images with two properties together, such as those that are dark and small. Which images a pair holds decides whether it is
 * compared, and never the errors: at least 30, with at least 30 more in each of its parts, and parts that hold at most half of all
 * images. A pair with most of a part would say what that says alone.
 */
export function pairsOf(slices: readonly Slice[], numImages: number): SlicePair[] {
  const parts = slices
    .filter(({ members }) => members.length >= 2 * LEAST_IN_SLICE && members.length <= numImages / 2)
    .map((slice) => ({ slice, isInside: insideOf(slice, numImages) }));
  const pairs: SlicePair[] = [];
  for (const [i, { slice: a, isInside }] of parts.entries()) {
    for (let j = 0; j < i; j++) {
      const { slice: b } = parts[j]!;
      if (a.property === b.property) continue;
      const members = b.members.filter((image) => isInside[image] === 1);
      const beside = Math.min(a.members.length, b.members.length) - members.length;
      if (Math.min(members.length, beside) < LEAST_IN_SLICE) continue;
      const [property, name] = [`${b.property} and ${a.property}`, `${b.name} and ${a.name}`];
      pairs.push({ property, name, members, parts: [b, a] });
    }
  }
  if (pairs.length <= MOST_PAIRS) return pairs;
  return pairs.sort((one, other) => other.members.length - one.members.length).slice(0, MOST_PAIRS);
}

/** 1 for each image that is in a slice. */
function insideOf({ members }: Slice, numImages: number): Uint8Array {
  const inside = new Uint8Array(numImages);
  for (const image of members) inside[image] = 1;
  return inside;
}
