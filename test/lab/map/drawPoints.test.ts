import { expect, test } from 'vitest';
import { drawPoints, lightnessOf, mixed, paletteOf, pixelOfColor } from '../../../src/lab/map/drawPoints.js';

const WHITE = pixelOfColor('#ffffff');
const VIEW = { scale: 1, left: 0, top: 0 };
const palette = paletteOf(['#ff0000', '#0000ff'], WHITE);
const raster = () => ({ pixels: new Uint32Array(40 * 40), width: 40, height: 40 });

test('a point is a disc of its color on the background', () => {
  const drawn = raster();
  drawPoints(drawn, { places: [20, 10], entries: [1], selected: new Uint8Array(1) }, VIEW, palette, 3);
  const at = (x: number, y: number) => drawn.pixels[y * 40 + x];
  expect(at(20, 10)).toBe(pixelOfColor('#0000ff'));
  expect(at(22, 10)).toBe(pixelOfColor('#0000ff'));
  expect(at(20, 16)).toBe(WHITE);
  expect(at(10, 20)).toBe(WHITE);
});

test('where an image is selected, it lies over the others, and they are pale', () => {
  const drawn = raster();
  const places = [20, 20, 20, 20, 5, 5];
  drawPoints(drawn, { places, entries: [0, 1, 1], selected: Uint8Array.of(1, 0, 0) }, VIEW, palette, 3);
  expect(drawn.pixels[20 * 40 + 20]).toBe(pixelOfColor('#ff0000'));
  expect(drawn.pixels[5 * 40 + 5]).toBe(palette.pale[1]);
  expect(lightnessOf(palette.pale[1]!)).toBeGreaterThan(150);
});

test('what is outside, or half outside, is left out', () => {
  const drawn = raster();
  const places = [-5, 20, 39, 20, 20, 400];
  drawPoints(drawn, { places, entries: [0, 0, 0], selected: new Uint8Array(3) }, VIEW, palette, 3);
  expect(drawn.pixels.every((pixel) => pixel === WHITE)).toBe(true);
});

test('neither of two classes lies over the other everywhere', () => {
  // Two hundred places, each with a point of either class.
  const places = Array.from({ length: 400 }, (_, i) => [(i % 20) * 2 + 1, (Math.floor(i / 20) % 10) * 4 + 2]).flat();
  const drawn = raster();
  const entries = Array.from({ length: 400 }, (_, i) => (i < 200 ? 0 : 1));
  drawPoints(drawn, { places, entries, selected: new Uint8Array(400) }, VIEW, palette, 0.5);
  const red = drawn.pixels.filter((pixel) => pixel === palette.full[0]).length;
  const blue = drawn.pixels.filter((pixel) => pixel === palette.full[1]).length;
  expect(Math.min(red, blue)).toBeGreaterThan(40);
});

test('a color that would be lost on the background is moved away from it, others stay', () => {
  const dark = pixelOfColor('#111111');
  expect(paletteOf(['#332288', '#ffcc00'], dark).full[1]).toBe(pixelOfColor('#ffcc00'));
  expect(lightnessOf(paletteOf(['#332288'], dark).full[0]!) - lightnessOf(dark)).toBeGreaterThanOrEqual(60);
  expect(lightnessOf(paletteOf(['#ffffee'], WHITE).full[0]!)).toBeLessThan(200);
});

test('a mixture is between both colors', () => {
  expect(mixed(pixelOfColor('#000000'), WHITE, 128)).toBe(pixelOfColor('#7f7f7f'));
  expect(mixed(pixelOfColor('#102030'), pixelOfColor('#405060'), 0)).toBe(pixelOfColor('#102030'));
});
