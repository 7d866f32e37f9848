/** Words of 16 bits in a hash. */
const WORDS = 4;

/** Bits in which one word of two near hashes differs at most, by the pigeonhole: 11 bits in four words leave one with two. */
const BITS_IN_A_WORD = 2;

/** Most bits of 64 in which two hashes differ that are still found. */
export const MOST_BITS: number = WORDS * (BITS_IN_A_WORD + 1) - 1;

/**
 * Calls for every pair of hashes that differ in at most 11 of 64 bits, once, without comparing all with all: hashes
 * stand in a table by each of their words, and a near one has at least one word within two bits.
 *
 * Source: multi-index hashing, Norouzi et al. 2012, arXiv:1307.2982.
 *
 * @param hashes four words each
 * @param call gets the indices, the smaller first, and the bits that differ
 */
export function forEachNearHash(
  hashes: readonly Uint16Array[],
  call: (i: number, j: number, bits: number) => void,
): void {
  const tables = Array.from({ length: WORDS }, (_, word) => tableOf(hashes, word));
  // Word by word, so that the last partner seen under an earlier word is known by its stamp.
  const seenBy = new Int32Array(hashes.length).fill(-1);
  for (let i = 0; i < hashes.length; i++) {
    for (let word = 0; word < WORDS; word++) forEachNearWord(hashes, i, word, tables[word]!, seenBy, call);
  }
}

/** The pairs of one hash with later ones that have a word in common up to two bits, and were not seen by an earlier word. */
function forEachNearWord(
  hashes: readonly Uint16Array[],
  i: number,
  word: number,
  { starts, members }: Table,
  seenBy: Int32Array,
  call: (i: number, j: number, bits: number) => void,
): void {
  for (const flip of FLIPS) {
    const value = hashes[i]![word]! ^ flip;
    // Members are in ascending order, so those after i come last.
    for (let at = starts[value + 1]! - 1; at >= starts[value]! && members[at]! > i; at--) {
      const j = members[at]!;
      if (seenBy[j] === i) continue;
      seenBy[j] = i;
      const bits = bitsBetween(hashes[i]!, hashes[j]!);
      if (bits <= MOST_BITS) call(i, j, bits);
    }
  }
}

/** Number of bits in which two hashes differ. */
export function bitsBetween(a: Uint16Array, b: Uint16Array): number {
  let bits = 0;
  for (let word = 0; word < WORDS; word++) bits += BITS_SET[a[word]! ^ b[word]!]!;
  return bits;
}

const BITS_SET = Uint8Array.from({ length: 65536 }, (_, value) => {
  let bits = 0;
  for (let rest = value; rest > 0; rest >>= 1) bits += rest & 1;
  return bits;
});

/** All words of at most two bits. */
const FLIPS = Array.from({ length: 65536 }, (_, value) => value).filter((value) => BITS_SET[value]! <= BITS_IN_A_WORD);

/** Indices by the value of one word, as in a counting sort: those of value v lie from `starts[v]` on. */
interface Table {
  starts: Uint32Array;
  members: Uint32Array;
}

function tableOf(hashes: readonly Uint16Array[], word: number): Table {
  const starts = new Uint32Array(65537);
  for (const hash of hashes) starts[hash[word]! + 1]!++;
  for (let value = 0; value < 65536; value++) starts[value + 1]! += starts[value]!;
  const next = starts.slice();
  const members = new Uint32Array(hashes.length);
  hashes.forEach((hash, i) => {
    members[next[hash[word]!]!++] = i;
  });
  return { starts, members };
}
