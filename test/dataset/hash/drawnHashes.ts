import { random } from '../../../src/base/random.js';
import { bitsBetween, WORDS } from '../../../src/dataset/hash/bits.js';
import { MOST_BITS } from '../../../src/dataset/hash/hashNeighbors.js';

/** Hashes that have nothing to do with each other. */
export function drawnHashes(count: number): Uint16Array {
  const draw = random('hashes', count);
  return Uint16Array.from({ length: WORDS * count }, () => draw.below(65536));
}

/** The hashes, and after them a copy of each with 0 to 15 bits turned, at any places. */
export function withCopies(hashes: Uint16Array): Uint16Array {
  const draw = random('copies', hashes.length);
  const both = new Uint16Array(2 * hashes.length);
  both.set(hashes);
  both.set(hashes, hashes.length);
  for (let at = hashes.length; at < both.length; at += WORDS) {
    for (let n = draw.below(16); n > 0; n--) both[at + draw.below(WORDS)] ^= 1 << draw.below(16);
  }
  return both;
}

/** `i j bits` of every near pair, the plain way. */
export function pairsByComparingAll(hashes: Uint16Array): string[] {
  const pairs: string[] = [];
  for (let i = 0; i < hashes.length / WORDS; i++) {
    for (let j = i + 1; j < hashes.length / WORDS; j++) {
      const bits = bitsBetween(hashes, i, j);
      if (bits <= MOST_BITS) pairs.push(`${i} ${j} ${bits}`);
    }
  }
  return pairs.sort();
}
