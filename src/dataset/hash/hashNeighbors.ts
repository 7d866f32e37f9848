import { bitsBetween, bitsSet, WORDS } from './bits.js';

/** Bits in which one word of two near hashes differs at most, by the pigeonhole: 11 bits in four words leave one with two. */
const BITS_IN_A_WORD = 2;

/** Most bits of 64 in which two hashes differ that are still found. */
export const MOST_BITS: number = WORDS * (BITS_IN_A_WORD + 1) - 1;

/** Values of a word. */
const VALUES = 65536;

/** All words of at most two bits. */
const FLIPS = Array.from({ length: VALUES }, (_, value) => value).filter((value) => bitsSet(value) <= BITS_IN_A_WORD);

/** Gets the indices of two hashes, the smaller first, and the bits in which they differ. `false` ends the search. */
export type OnPair = (i: number, j: number, bits: number) => boolean;

/**
 * Calls for every pair of hashes that differ in at most 11 of 64 bits, once, without comparing all with all: hashes
 * stand in a table by each of their words, and a near one has at least one word within two bits. The pairs come in no order.
 *
 * Source: multi-index hashing, Norouzi et al. 2012, arXiv:1307.2982.
 *
 * @param hashes four words each
 */
export function forEachNearHash(hashes: Uint16Array, call: OnPair): void {
  for (let word = 0; word < WORDS; word++) {
    const table = tableOf(hashes, word);
    if (!forEachNearBucket(table, (from, to) => forEachPairBetween(hashes, word, table, from, to, call))) return;
  }
}

/**
 * How many pairs `forEachNearHash` compares: a 120th of all where hashes are spread evenly, more where they are alike.
 *
 * @param enough the count may stop once it is above
 */
export function comparisons(hashes: Uint16Array, enough: number): number {
  const all = (hashes.length / WORDS) ** 2 / 2;
  let count = 0;
  for (let word = 0; word < WORDS && count <= enough && WORDS * all > enough; word++) {
    const { starts } = tableOf(hashes, word);
    const sizeOf = (value: number): number => starts[value + 1]! - starts[value]!;
    forEachNearBucket({ starts }, (from, to) => {
      count += from === to ? sizeOf(from) ** 2 / 2 : sizeOf(from) * sizeOf(to);
      return count <= enough;
    });
  }
  return count;
}

/** Every two values of a word within two bits that hashes have, the same twice included. @returns whether no call ended it */
function forEachNearBucket({ starts }: Pick<Table, 'starts'>, call: (from: number, to: number) => boolean): boolean {
  for (let from = 0; from < VALUES; from++) {
    if (starts[from] === starts[from + 1]) continue;
    for (const flip of FLIPS) {
      const to = from ^ flip;
      if (to >= from && starts[to] !== starts[to + 1] && !call(from, to)) return false;
    }
  }
  return true;
}

/** The near pairs of the hashes with one value of a word and those with another, without those that an earlier word has. */
function forEachPairBetween(
  hashes: Uint16Array,
  word: number,
  { starts, members, high, low }: Table,
  from: number,
  to: number,
  call: OnPair,
): boolean {
  for (let p = starts[from]!; p < starts[from + 1]!; p++) {
    const [highOfP, lowOfP] = [high[p]!, low[p]!];
    for (let q = from === to ? p + 1 : starts[to]!; q < starts[to + 1]!; q++) {
      if (bitsSet(highOfP ^ high[q]!) + bitsSet(lowOfP ^ low[q]!) > MOST_BITS) continue;
      const [i, j] = [members[p]!, members[q]!];
      if (isSeenBefore(hashes, word, i, j)) continue;
      if (!call(Math.min(i, j), Math.max(i, j), bitsBetween(hashes, i, j))) return false;
    }
  }
  return true;
}

function isSeenBefore(hashes: Uint16Array, word: number, i: number, j: number): boolean {
  for (let earlier = 0; earlier < word; earlier++) {
    if (bitsSet(hashes[WORDS * i + earlier]! ^ hashes[WORDS * j + earlier]!) <= BITS_IN_A_WORD) return true;
  }
  return false;
}

/** Hashes by the value of one word, as in a counting sort: those of value v lie from `starts[v]` on. */
interface Table {
  starts: Uint32Array;
  /** Indices, ascending within a value. */
  members: Uint32Array;
  /** The halves of each of the members, beside each other in memory. */
  high: Uint32Array;
  low: Uint32Array;
}

function tableOf(hashes: Uint16Array, word: number): Table {
  const count = hashes.length / WORDS;
  const starts = new Uint32Array(VALUES + 1);
  for (let i = 0; i < count; i++) starts[hashes[WORDS * i + word]! + 1]!++;
  for (let value = 0; value < VALUES; value++) starts[value + 1]! += starts[value]!;
  const next = starts.slice();
  const [members, high, low] = [new Uint32Array(count), new Uint32Array(count), new Uint32Array(count)];
  for (let i = 0; i < count; i++) {
    const place = next[hashes[WORDS * i + word]!]!++;
    members[place] = i;
    high[place] = (hashes[WORDS * i]! << 16) | hashes[WORDS * i + 1]!;
    low[place] = (hashes[WORDS * i + 2]! << 16) | hashes[WORDS * i + 3]!;
  }
  return { starts, members, high, low };
}
