import { expect, test } from 'vitest';
import { resized } from '../../src/dataset/resize.js';

const grey = (...values: number[]): Uint8Array => Uint8Array.from(values.flatMap((value) => [value, value, value]));
const red = (pixels: Uint8Array): number[] => [...pixels].filter((_, i) => i % 3 === 0);

test('nearest takes the pixel under the middle of the new one', () => {
  const row = grey(0, 10, 20, 30, 40);
  // Middles 0.83, 2.5 and 4.17 of five pixels.
  expect(red(resized(row, { height: 1, width: 5 }, { height: 1, width: 3 }, 'nearest'))).toEqual([0, 20, 40]);
  expect(red(resized(row, { height: 5, width: 1 }, { height: 3, width: 1 }, 'nearest'))).toEqual([0, 20, 40]);
});

test('bilinear lets every pixel count where it shrinks, and ramps where it grows', () => {
  const line = grey(0, 0, 0, 255, 255, 255, 255, 0);
  // Triangles of half-width 4 about 2 and 6: of the six pixels within, 5, 7, 7, 5, 3, 1 parts of 28 and the other way round.
  const halved = resized(line, { height: 1, width: 8 }, { height: 1, width: 2 }, 'bilinear');
  expect(red(halved)).toEqual([Math.round((255 * (5 + 3 + 1)) / 28), Math.round((255 * (3 + 5 + 7 + 7)) / 28)]);
  expect(red(resized(grey(0, 100), { height: 1, width: 2 }, { height: 1, width: 4 }, 'bilinear'))).toEqual([
    0, 25, 75, 100,
  ]);
});

test('one color stays that color at every size, up to white', () => {
  for (const value of [0, 1, 128, 254, 255]) {
    const plain = new Uint8Array(7 * 11 * 3).fill(value);
    for (const to of [
      { height: 3, width: 29 },
      { height: 50, width: 2 },
      { height: 7, width: 5 },
    ]) {
      for (const interpolation of ['nearest', 'bilinear'] as const)
        expect(new Set(resized(plain, { height: 7, width: 11 }, to, interpolation))).toEqual(new Set([value]));
    }
  }
});
