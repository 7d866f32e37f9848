import { expect, test } from 'vitest';
import { imageCheckSeconds, labelCheckSeconds, planImageCheck } from '../../../src/measure/data/imageCheckPlan.js';
import { scannedImage } from '../../dataset/scannedImage.js';

const images = (n: number, format = 'jpeg', width = 100, height = 100) =>
  Array.from({ length: n }, () => ({ format, width, height }));

test('a tiny folder takes a fixed time, so that what it took teaches no wrong ratio', () => {
  // Measured on 258 crops in 4 classes: 6.7 s with labels, of which 1.3 s are features.
  const seconds = imageCheckSeconds(images(258), 4) + labelCheckSeconds(258, 4);
  expect(seconds).toBeGreaterThan(4);
  expect(seconds).toBeLessThan(8);
  expect(imageCheckSeconds([], 2) + labelCheckSeconds(0, 2)).toBe(3);
});

test('large files that are no JPEG take longer', () => {
  // Measured: 62 ms for a PNG of 3 megapixels, 9 ms for a JPEG of 12.
  const png = imageCheckSeconds(images(100, 'png', 2000, 1500), 2);
  expect(png - imageCheckSeconds(images(100, 'jpeg', 4000, 3000), 2)).toBeCloseTo(6, 6);
});

test('labels of 1,000 classes with 3 images each are not checked, before anything is computed', async () => {
  const many = images(3000).map((_, i) => scannedImage({ path: `${i}.jpg`, label: i % 1000 }));
  // Without a cache folder, computing features would fail.
  const plan = await planImageCheck(many, 1000, { cacheFolder: '', now: () => 0 });
  expect(plan).toMatchObject({ checksLabels: false });
  // Measured: 66 s for the rest; more than 7 minutes for the labels.
  expect(plan.seconds).toBeGreaterThan(50);
  expect(plan.seconds).toBeLessThan(100);
  expect(plan.labelSeconds).toBeGreaterThan(180);
});

test('the labels that a limit allows are fewer than all, and none where the classes alone take too long', async () => {
  const many = images(3000).map((_, i) => scannedImage({ path: `${i}.jpg`, label: i % 1000 }));
  expect((await planImageCheck(many, 1000, { cacheFolder: '', now: () => 0 })).mostLabels).toBe(0);
});
