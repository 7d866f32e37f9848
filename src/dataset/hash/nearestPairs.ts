import { comparisons, forEachNearHash, MOST_BITS } from './hashNeighbors.js';
import { forEachSortedNeighbor } from './sortedNeighbors.js';

/**
 * Comparisons of two hashes up to which every near pair is looked for: about the work of the sorts that take over from there. They
 * grow with the square of the hashes: half a million that are spread evenly take so many.
 */
const MOST_COMPARISONS = 2 ** 30;

/** Options of `nearestPairs`. */
export interface NearestPairsOptions {
  /** Most pairs; where there are more, only those that differ in fewer bits count. */
  most: number;
  /** Whether a pair counts, the smaller index first. */
  accept(i: number, j: number): boolean;
  /** Default 2^30 */
  mostComparisons?: number;
}

/**
 * The pairs of hashes that differ in at most 11 of 64 bits, ascending: all of them, where they can be found with about a thousand
 * million comparisons, else those that are neighbors in one of many orders, which takes as long as sorting.
 *
 * @param hashes four words each
 * @returns indices, `[numPairs][2]`
 */
export function nearestPairs(
  hashes: Uint16Array,
  { most, accept, mostComparisons = MOST_COMPARISONS }: NearestPairsOptions,
): Float64Array {
  if (comparisons(hashes, mostComparisons) <= mostComparisons) {
    const all = new Pairs(most);
    forEachNearHash(hashes, (i, j, bits) => {
      if (bits <= all.mostBits && accept(i, j)) all.add(i, j, bits);
      return !all.isFull;
    });
    if (!all.isFull) return all.ascending();
  }
  const near = new Pairs(most);
  forEachSortedNeighbor(hashes, (i, j, bits) => {
    if (bits <= near.mostBits && accept(i, j)) near.add(i, j, bits);
    return !near.isFull;
  });
  return near.ascending();
}

/** Factor that makes one number of a pair: two hashes of at most 2^26 fit into the 53 bits of an integer. */
const FACTOR = 2 ** 26;
const EMPTY = -1;
const FIRST_SLOTS = 2 ** 16;

/** A set of pairs, in one table of numbers. It takes the nearest only, once there are too many. */
class Pairs {
  /** Bits in which a pair may differ that is taken. */
  mostBits: number = MOST_BITS;
  /** Whether even pairs of equal hashes are too many. */
  isFull = false;
  readonly #most: number;
  #count = 0;
  #keys = new Float64Array(FIRST_SLOTS).fill(EMPTY);
  #bits = new Uint8Array(FIRST_SLOTS);

  constructor(most: number) {
    this.#most = most;
  }

  add(i: number, j: number, bits: number): void {
    const key = FACTOR * i + j;
    const slot = this.#slotOf(key);
    if (this.#keys[slot] === key) return;
    this.#keys[slot] = key;
    this.#bits[slot] = bits;
    this.#count++;
    if (this.#count > this.#most) this.#keepNearest();
    else if (this.#count > this.#keys.length / 2) this.#rebuild(2 * this.#keys.length);
  }

  ascending(): Float64Array {
    const keys = this.#keys.filter((key) => key !== EMPTY).sort();
    const pairs = new Float64Array(2 * keys.length);
    keys.forEach((key, at) => {
      pairs[2 * at] = Math.floor(key / FACTOR);
      pairs[2 * at + 1] = key % FACTOR;
    });
    return pairs;
  }

  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = (Math.imul(key / FACTOR, 0x9e3779b1) ^ Math.imul(key % FACTOR, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (this.#keys[slot] !== EMPTY && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #keepNearest(): void {
    while (this.#count > this.#most) {
      if (this.mostBits === 0) {
        this.isFull = true;
        return;
      }
      this.mostBits--;
      this.#rebuild(this.#keys.length);
    }
  }

  #rebuild(slots: number): void {
    const [keys, bits] = [this.#keys, this.#bits];
    this.#keys = new Float64Array(slots).fill(EMPTY);
    this.#bits = new Uint8Array(slots);
    this.#count = 0;
    keys.forEach((key, at) => {
      if (key === EMPTY || bits[at]! > this.mostBits) return;
      const slot = this.#slotOf(key);
      this.#keys[slot] = key;
      this.#bits[slot] = bits[at]!;
      this.#count++;
    });
  }
}
