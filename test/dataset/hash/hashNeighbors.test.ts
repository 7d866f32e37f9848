import { expect, test } from 'vitest';
import { random } from '../../../src/base/random.js';
import { bitsBetween, forEachNearHash, MOST_BITS } from '../../../src/dataset/hash/hashNeighbors.js';

const draw = random('hashes');
const drawn = (): Uint16Array => Uint16Array.from({ length: 4 }, () => draw.below(65536));

function pairsOf(hashes: Uint16Array[]): string[] {
  const pairs: string[] = [];
  forEachNearHash(hashes, (i, j) => pairs.push(`${i} ${j}`));
  return pairs.sort();
}

test('every pair within 11 bits is found once, as by comparing all with all', () => {
  const hashes = Array.from({ length: 300 }, drawn);
  // Copies with some bits turned, at any places.
  for (let i = 0; i < 300; i++) {
    const copy = hashes[i].slice();
    for (let n = draw.below(16); n > 0; n--) copy[draw.below(4)] ^= 1 << draw.below(16);
    hashes.push(copy);
  }
  const expected: string[] = [];
  for (let i = 0; i < hashes.length; i++) {
    for (let j = i + 1; j < hashes.length; j++) {
      if (bitsBetween(hashes[i], hashes[j]) <= MOST_BITS) expected.push(`${i} ${j}`);
    }
  }
  expect(expected.length).toBeGreaterThan(150);
  expect(pairsOf(hashes)).toEqual(expected.sort());
});

test('14,000 hashes take a second or two, and not all pairs', () => {
  const hashes = Array.from({ length: 14_000 }, drawn);
  expect(pairsOf([...hashes, hashes[5]])).toContain('5 14000');
}, 10_000);
