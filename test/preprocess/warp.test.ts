import { expect, test } from 'vitest';
import type { FillMode } from '../../src/preprocess/augmentation.js';
import { warp } from '../../src/preprocess/warp.js';

/** Warps rows of one channel; the others are 100 and 200 more. Checks that all three move alike. */
function warpedRows(rows: number[][], transform: number[], fillMode: FillMode, cval = 0): number[][] {
  const size = { height: rows.length, width: rows[0].length };
  const pixels = Float32Array.from(rows.flat().flatMap((value) => [value, value + 100, value + 200]));
  const result = new Float32Array(pixels.length);
  warp(pixels, transform, size, { fillMode, cval }, result);
  const channel = (c: number): number[][] =>
    rows.map((row, y) => row.map((_, x) => result[3 * (y * size.width + x) + c]));
  if (fillMode !== 'constant') {
    expect(channel(1)).toEqual(channel(0).map((row) => row.map((value) => value + 100)));
    expect(channel(2)).toEqual(channel(0).map((row) => row.map((value) => value + 200)));
  }
  return channel(0);
}

const IDENTITY = [1, 0, 0, 0, 1, 0];
/** The pixel at x comes from x + `dx`, that at y from y + `dy`. */
const shift = (dx: number, dy: number): number[] => [1, 0, dx, 0, 1, dy];
const ROWS = [
  [0, 10, 20, 30],
  [40, 50, 60, 70],
  [80, 90, 100, 110],
];

test.each(['nearest', 'constant', 'reflect', 'wrap'] as const)('%s: the identity changes nothing', (fillMode) => {
  expect(warpedRows(ROWS, IDENTITY, fillMode)).toEqual(ROWS);
});

test('half a pixel is the mean of two neighbors, and of four where both axes move', () => {
  expect(warpedRows(ROWS, shift(0.5, 0), 'nearest')[0]).toEqual([5, 15, 25, 30]);
  expect(warpedRows(ROWS, shift(0, 0.5), 'nearest').map(([first]) => first)).toEqual([20, 60, 80]);
  expect(warpedRows(ROWS, shift(0.5, 0.5), 'nearest')[0][0]).toBe((0 + 10 + 40 + 50) / 4);
});

// scipy.ndimage.affine_transform(row, [1], offset=2, order=1, mode=...)
test.each([
  { fillMode: 'nearest', row: [20, 30, 30, 30] },
  { fillMode: 'constant', row: [20, 30, 7, 7] },
  { fillMode: 'reflect', row: [20, 30, 30, 20] },
  { fillMode: 'wrap', row: [20, 30, 10, 20] },
] as const)('$fillMode fills what lies beyond the last pixel', ({ fillMode, row }) => {
  expect(warpedRows(ROWS, shift(2, 0), fillMode, 7)[0]).toEqual(row);
});

test.each([
  { fillMode: 'nearest', row: [0, 0, 0, 10] },
  { fillMode: 'constant', row: [7, 7, 0, 10] },
  { fillMode: 'reflect', row: [10, 0, 0, 10] },
  { fillMode: 'wrap', row: [10, 20, 0, 10] },
] as const)('$fillMode fills what lies before the first pixel', ({ fillMode, row }) => {
  expect(warpedRows(ROWS, shift(-2, 0), fillMode, 7)[0]).toEqual(row);
});

test('a flip and a quarter turn put every pixel in its new place', () => {
  expect(warpedRows(ROWS, [-1, 0, 3, 0, 1, 0], 'nearest')).toEqual(ROWS.map((row) => [...row].reverse()));
  const square = [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ];
  // x comes from y, y from 2 - x.
  expect(warpedRows(square, [0, 1, 0, -1, 0, 2], 'nearest')).toEqual([
    [7, 4, 1],
    [8, 5, 2],
    [9, 6, 3],
  ]);
});

test('rows that lie outside as a whole are filled, too', () => {
  expect(warpedRows(ROWS, shift(0, 5), 'constant', 9)).toEqual(ROWS.map((row) => row.map(() => 9)));
  expect(warpedRows(ROWS, shift(0, 5), 'nearest')).toEqual(ROWS.map(() => ROWS[2]));
});
