import { expect, test } from 'vitest';
import { nearestByCosine } from '../../src/metrics/nearest.js';

const CANDIDATES = Float32Array.from([1, 0, 0, 2, -3, 0, 0, 0]);

test('the nearest come first, and their length does not count', () => {
  const [ofFirst, ofSecond] = nearestByCosine(Float32Array.from([5, 0, 1, 1]), CANDIDATES, 2, 4);
  expect(ofFirst.map(({ index }) => index)).toEqual([0, 1, 3, 2]);
  expect(ofFirst.map(({ distance }) => distance)).toEqual([0, 1, 1, 2]);
  expect(ofSecond.map(({ index }) => index)).toEqual([0, 1, 3, 2]);
  for (const { index, distance } of ofSecond.slice(0, 2))
    expect(distance, String(index)).toBeCloseTo(1 - Math.SQRT1_2, 6);
});

test('no more come than were wanted, and no more than there are', () => {
  const query = Float32Array.from([1, 1]);
  expect(nearestByCosine(query, CANDIDATES, 2, 2)[0]).toHaveLength(2);
  expect(nearestByCosine(query, CANDIDATES, 2, 9)[0]).toHaveLength(4);
});
