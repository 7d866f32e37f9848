import { expect, test } from 'vitest';
import { nearestPairs } from '../../../src/dataset/hash/nearestPairs.js';
import { forEachSortedNeighbor } from '../../../src/dataset/hash/sortedNeighbors.js';
import { drawnHashes, pairsByComparingAll, withCopies } from './drawnHashes.js';

const every = { most: 1e6, accept: () => true };

function textOf(pairs: Float64Array): string[] {
  return Array.from({ length: pairs.length / 2 }, (_, at) => `${pairs[2 * at]} ${pairs[2 * at + 1]}`);
}

/** Pairs that differ in so many bits at most, the plain way, by both indices. */
function expectedPairs(hashes: Uint16Array, mostBits: number): string[] {
  return pairsByComparingAll(hashes)
    .map((text) => text.split(' ').map(Number))
    .filter(([, , bits]) => bits <= mostBits)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .map(([i, j]) => `${i} ${j}`);
}

test('few hashes: every near pair, ascending', () => {
  const hashes = withCopies(drawnHashes(400));
  expect(textOf(nearestPairs(hashes, every))).toEqual(expectedPairs(hashes, 11));
});

test('where there are more pairs than wanted, those that differ in fewer bits are all there, and no others', () => {
  const hashes = withCopies(drawnHashes(400));
  const within6 = expectedPairs(hashes, 6);
  expect(textOf(nearestPairs(hashes, { ...every, most: within6.length }))).toEqual(within6);
  expect(textOf(nearestPairs(hashes, { ...every, most: within6.length - 1 }))).toEqual(expectedPairs(hashes, 5));
});

test('a pair that is not accepted does not count', () => {
  const hashes = withCopies(drawnHashes(400));
  const accept = (i: number): boolean => i % 2 === 0;
  const even = expectedPairs(hashes, 11).filter((text) => accept(Number(text.split(' ')[0])));
  expect(textOf(nearestPairs(hashes, { most: even.length, accept }))).toEqual(even);
});

test('too many to compare: pairs of neighbors in many orders are true pairs, and nearly all of the near ones', () => {
  const hashes = withCopies(drawnHashes(1000));
  const found = textOf(nearestPairs(hashes, { ...every, mostComparisons: 1000 }));
  const all = new Set(textOf(nearestPairs(hashes, every)));
  expect(found.every((pair) => all.has(pair))).toBe(true);
  const near = textOf(nearestPairs(hashes, { ...every, most: 600 }));
  const isFound = new Set(found);
  expect(near.filter((pair) => isFound.has(pair)).length / near.length).toBeGreaterThan(0.99);
});

test('equal hashes without end: one chain of all of them, in a time that does not grow with their square', () => {
  const count = 30_000;
  const pairs = nearestPairs(new Uint16Array(4 * count), { ...every, most: 2 * count });
  const next = new Set(textOf(pairs));
  expect(pairs.length / 2).toBeLessThanOrEqual(2 * count + 1);
  expect(Array.from({ length: count - 1 }, (_, i) => next.has(`${i} ${i + 1}`)).every(Boolean)).toBe(true);
});

test('a sorted neighbor is told with the bits that differ', () => {
  const hashes = withCopies(drawnHashes(50));
  const expected = new Set(pairsByComparingAll(hashes));
  const found: string[] = [];
  forEachSortedNeighbor(hashes, (i, j, bits) => found.push(`${i} ${j} ${bits}`) > 0);
  expect(found.length).toBeGreaterThan(20);
  expect(found.filter((text) => !expected.has(text))).toEqual([]);
});
