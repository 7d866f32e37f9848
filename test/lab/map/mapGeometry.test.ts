import { expect, test } from 'vitest';
import { decode16, encode16 } from '../../../src/lab/map/mapData.js';
import {
  imageAt,
  imagesWithin,
  imageToward,
  neighborsOf,
  pixelOf,
  showing,
  wholeView,
  zoomed,
} from '../../../src/lab/map/mapGeometry.js';

/** A cross: the middle, then left, right, above, below, each 20,000 away. */
const CROSS = [30000, 30000, 10000, 30000, 50000, 30000, 30000, 10000, 30000, 50000];
const whole = wholeView(CROSS, 532, 532);

test('numbers come back as they were written', () => {
  expect([...decode16(encode16([0, 1, 255, 256, 40000, 65535]))]).toEqual([0, 1, 255, 256, 40000, 65535]);
  expect([...decode16(encode16([]))]).toEqual([]);
});

test('a whole map is in the middle, and stays in proportion where it is wide', () => {
  expect(pixelOf(CROSS, whole, 2).x).toBeCloseTo(516);
  const wide = wholeView(CROSS, 1064, 532);
  expect(wide.scale).toBeCloseTo(whole.scale);
  expect(pixelOf(CROSS, wide, 0).x).toBeCloseTo(pixelOf(CROSS, whole, 0).x + 266);
});

test('what the pointer is at stays where it is, and a map becomes neither endless nor a dot', () => {
  const at = pixelOf(CROSS, whole, 2);
  const larger = zoomed(whole, at, 3, whole);
  expect(pixelOf(CROSS, larger, 2).x).toBeCloseTo(at.x);
  expect(larger.scale).toBeCloseTo(3 * whole.scale);
  expect(zoomed(whole, at, 1e9, whole).scale).toBeCloseTo(200 * whole.scale);
  expect(zoomed(whole, at, 1e-9, whole).scale).toBeCloseTo(whole.scale / 2);
});

test('the pointer means the nearest image, and none where all are far', () => {
  const { x, y } = pixelOf(CROSS, whole, 3);
  expect(imageAt(CROSS, whole, { x: x + 5, y: y - 5 }, 12)).toBe(3);
  expect(imageAt(CROSS, whole, { x: x + 50, y: y - 50 }, 12)).toBeUndefined();
});

test('arrows lead to the image ahead, and nowhere at the edge', () => {
  expect(imageToward(CROSS, 0, 'ArrowLeft')).toBe(1);
  expect(imageToward(CROSS, 0, 'ArrowRight')).toBe(2);
  expect(imageToward(CROSS, 0, 'ArrowUp')).toBe(3);
  expect(imageToward(CROSS, 0, 'ArrowDown')).toBe(4);
  expect(imageToward(CROSS, 1, 'ArrowLeft')).toBe(1);
});

test('neighbors are nearest first, without the image itself', () => {
  expect(neighborsOf(CROSS, 1, 2)).toEqual([0, 3]);
  expect(neighborsOf(CROSS, 0, 10)).toHaveLength(4);
});

test('a lasso holds what is within its line, also where the line is bent', () => {
  const around = (image: number, by: number) => {
    const { x, y } = pixelOf(CROSS, whole, image);
    return [
      { x: x - by, y: y - by },
      { x: x + by, y: y - by },
      { x: x + by, y: y + by },
      { x: x - by, y: y + by },
    ];
  };
  expect(imagesWithin(CROSS, whole, around(3, 20))).toEqual([3]);
  expect(imagesWithin(CROSS, whole, around(0, 400))).toEqual([0, 1, 2, 3, 4]);
  // A line from the left to the right that leaves the middle out.
  const [a, b, c, d] = around(0, 10);
  const bent = [{ x: 0, y: 0 }, { x: 532, y: 0 }, { x: 532, y: 532 }, c!, b!, a!, d!, { x: 0, y: 532 }];
  expect(imagesWithin(CROSS, whole, bent)).not.toContain(0);
  expect(imagesWithin(CROSS, whole, bent)).toContain(3);
  expect(imagesWithin(CROSS, whole, [])).toEqual([]);
});

test('a map moves to show an image that is outside, and not for one that is inside', () => {
  expect(showing(CROSS, whole, 0, 532, 532)).toEqual(whole);
  const far = { ...whole, left: whole.left - 1000 };
  expect(pixelOf(CROSS, showing(CROSS, far, 0, 532, 532), 0).x).toBeCloseTo(40);
});
