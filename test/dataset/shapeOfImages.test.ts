import { expect, test } from 'vitest';
import { stretchOf } from '../../src/dataset/distortedImages.js';
import { sizeInShapeOf } from '../../src/dataset/shapeOfImages.js';

const QUICK = { height: 80, width: 160 };
const imagesOf = (width: number, height: number) => [{ width, height }];

test.each([
  ['4:3', 640, 480, 96, 128],
  ['3:4', 480, 640, 128, 96],
  ['3:2', 1500, 1000, 96, 144],
  ['16:9', 1920, 1080, 80, 144],
  ['1:1', 300, 300, 112, 112],
  ['2:1', 454, 227, 80, 160],
  ['1.9:1', 95, 50, 80, 160],
])('photos of %s get their shape, with about as many pixels', (_, width, height, h, w) => {
  expect(sizeInShapeOf(imagesOf(width, height), QUICK)).toEqual({ height: h, width: w });
});

test('no side is below 80, no shape is far off, and the pixels grow only for very long images', () => {
  for (let aspect = 0.25; aspect <= 4; aspect *= 1.01) {
    const image = { height: 1000, width: 1000 * aspect };
    const size = sizeInShapeOf([image], QUICK);
    expect(Math.min(size.height, size.width), `aspect ${aspect}`).toBeGreaterThanOrEqual(80);
    expect(stretchOf(image, size), `aspect ${aspect}`).toBeLessThan(1.13);
    const pixels = (size.height * size.width) / (QUICK.height * QUICK.width);
    const ratio = Math.max(aspect, 1 / aspect);
    expect(pixels, `aspect ${aspect}`).toBeLessThan(ratio > 2 ? 2.1 : 1.2);
    expect(pixels, `aspect ${aspect}`).toBeGreaterThan(0.85);
  }
});

test('the median decides: a few odd images change nothing', () => {
  const images = [...Array.from({ length: 9 }, () => ({ width: 400, height: 300 })), { width: 4000, height: 100 }];
  expect(sizeInShapeOf(images, QUICK)).toEqual({ height: 96, width: 128 });
});
