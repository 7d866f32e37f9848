import { expect, test } from 'vitest';
import { comparisons, forEachNearHash } from '../../../src/dataset/hash/hashNeighbors.js';
import { drawnHashes, pairsByComparingAll, withCopies } from './drawnHashes.js';

function pairsOf(hashes: Uint16Array): string[] {
  const pairs: string[] = [];
  forEachNearHash(hashes, (i, j, bits) => pairs.push(`${i} ${j} ${bits}`) > 0);
  return pairs.sort();
}

test('every pair within 11 bits is found once, as by comparing all with all', () => {
  const hashes = withCopies(drawnHashes(300));
  const expected = pairsByComparingAll(hashes);
  expect(expected.length).toBeGreaterThan(150);
  expect(pairsOf(hashes)).toEqual(expected);
});

test('14,000 hashes take a second or two, and not all pairs', () => {
  const hashes = drawnHashes(14_001);
  hashes.copyWithin(4 * 14_000, 4 * 5, 4 * 6);
  expect(pairsOf(hashes)).toContain('5 14000 0');
}, 10_000);

test('comparisons are counted before they are made: a share of all pairs, and nearly all where hashes are alike', () => {
  const hashes = drawnHashes(2000);
  const allPairs = 2000 ** 2 / 2;
  expect(comparisons(hashes, 0) / allPairs).toBeLessThan(0.02);
  expect(comparisons(new Uint16Array(4 * 2000), 4 * allPairs - 1)).toBe(4 * allPairs);
});
