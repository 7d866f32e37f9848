import { expect, test } from 'vitest';
import { sobol, sobolPoint } from '../../src/improve/sobol.js';

const points = (dimensions: number, count: number, seed?: number): number[][] => {
  const sequence = sobol(dimensions, seed);
  return Array.from({ length: count }, (_, i) => sobolPoint(sequence, i));
};

test('the points begin as the sequence is written in the literature', () => {
  expect(points(2, 4)).toEqual([
    [0, 0],
    [0.5, 0.5],
    [0.75, 0.25],
    [0.25, 0.75],
  ]);
});

test.each([undefined, 1, 7])(
  'of 2^k points each of 2^k equal intervals has one, in every dimension (seed %s)',
  (seed) => {
    const drawn = points(16, 64, seed);
    for (let d = 0; d < 16; d++) {
      const intervals = new Set(drawn.map((point) => Math.floor(point[d]! * 64)));
      expect(intervals.size, `dimension ${d}`).toBe(64);
    }
  },
);

test('a seed scrambles the sequence, always in the same way', () => {
  expect(points(3, 5, 1)).toEqual(points(3, 5, 1));
  expect(points(3, 5, 1)).not.toEqual(points(3, 5, 2));
  expect(points(3, 5, 1)).not.toEqual(points(3, 5));
});

test('more dimensions than there are direction numbers are refused', () => {
  expect(() => sobol(17)).toThrow('16 dimensions');
});
