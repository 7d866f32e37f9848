import sharp from 'sharp';
import { expect, test } from 'vitest';
import { random } from '../../../../src/base/random.js';
import { figuresOf, type PictureFigures } from '../../../../src/dataset/figures/pictureFigures.js';
import type { SimilarPictures } from '../../../../src/dataset/hash/nearDuplicates.js';
import type { Scan, ScannedImage } from '../../../../src/dataset/scan.js';
import { duplicateAcrossSplits } from '../../../../src/diagnose/checks/data/duplicateAcrossSplits.js';
import { imageQuality } from '../../../../src/diagnose/checks/data/imageQuality.js';
import { labelConflict } from '../../../../src/diagnose/checks/data/labelConflict.js';
import { nearDuplicate } from '../../../../src/diagnose/checks/data/nearDuplicate.js';
import { unusualEncoding } from '../../../../src/diagnose/checks/data/unusualEncoding.js';
import { upscaledInput } from '../../../../src/diagnose/checks/data/upscaledInput.js';
import { scannedImage } from '../../../dataset/scannedImage.js';

const a = scannedImage({ path: 'a.jpg' });
const again = scannedImage({ path: 'b.jpg' });
const inValidation = scannedImage({ path: 'c.jpg', split: 'validation' });
const inOtherClass = scannedImage({ path: 'd.jpg', className: 'bad', label: 1 });
const near = (...images: ScannedImage[]): SimilarPictures[] => [{ images, correlation: 0.98 }];
const scan: Scan = { images: [a, again, inValidation, inOtherClass], unreadable: [], duplicates: [] };

test('an image stored twice in different files is a near duplicate, with their correlation', () => {
  const [finding] = nearDuplicate(near(a, again), 100);
  expect(finding).toMatchObject({ check: 'near-duplicate', severity: 'info' });
  expect(finding?.evidence[0]?.received).toBe('a.jpg, b.jpg (detail correlation 0.98)');
  expect(nearDuplicate(near(a, again), 10)).toMatchObject([{ severity: 'warning' }]);
});

test('near duplicates in two splits or two classes are a leak or a label conflict, not plain duplicates', () => {
  expect(nearDuplicate([...near(a, inValidation), ...near(a, inOtherClass)], 100)).toEqual([]);
  expect(duplicateAcrossSplits(scan, near(a, inValidation))).toMatchObject([{ severity: 'critical' }]);
  expect(labelConflict(scan, near(a, inOtherClass))).toMatchObject([{ severity: 'critical' }]);
  expect(duplicateAcrossSplits(scan, near(a, again))).toEqual([]);
  expect(labelConflict(scan, near(a, again))).toEqual([]);
});

test('a file in both splits and a near one of it are one leak', () => {
  const exact = { ...inValidation, digest: a.digest };
  const both = { ...scan, images: [a, again, exact], duplicates: [[a, exact]] };
  const [finding] = duplicateAcrossSplits(both, near(a, again, exact));
  expect(finding?.evidence).toHaveLength(1);
  expect(finding?.summary).toContain('1 of 1 validation images');
});

const draw = random('image quality');
const SIDE = 96;

/** Spots of all sizes on a black ground, as an object that was cut out. */
function cutOut({ low = 0, high = 220 }: { low?: number; high?: number } = {}): Uint8Array {
  const spots = Array.from({ length: 60 }, () => [draw(), draw(), draw(), draw.between(0.004, 0.03)]);
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const [y, x] = [Math.floor(i / SIDE) / SIDE, (i % SIDE) / SIDE];
    let light = (x - 0.5) ** 2 + (y - 0.5) ** 2 < 0.16 ? 0.35 : 0;
    for (const [sx, sy, height, width] of light === 0 ? [] : spots) {
      light += height * Math.exp(-((x - sx) ** 2 + (y - sy) ** 2) / width ** 2);
    }
    pixels.fill(Math.min(255, low + (high - low) * light), 3 * i, 3 * i + 3);
  }
  return pixels;
}

const measured = (pixels: Uint8Array): PictureFigures => figuresOf(pixels, { height: SIDE, width: SIDE });
const blurred = async (pixels: Uint8Array): Promise<Uint8Array> =>
  sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .blur(3)
    .raw()
    .toBuffer();

const whole = Array.from({ length: 60 }, () => measured(cutOut()));
const square = (n: number): ScannedImage[] =>
  Array.from({ length: n }, (_, i) => scannedImage({ path: `${i}.jpg`, width: SIDE, height: SIDE }));

test('objects cut out on a black ground are not dark, not blank and not blurred', () => {
  expect(imageQuality(square(60), whole)).toEqual([]);
});

test.each([
  ['dark', async () => cutOut({ high: 60 })],
  ['bright', async () => cutOut({ low: 243, high: 258 })],
  ['blank', async () => new Uint8Array(SIDE * SIDE * 3).fill(128)],
  ['blurred', () => blurred(cutOut())],
])('a %s one among them is found by name', async (kind, faulty) => {
  const [finding] = imageQuality(square(61), [...whole, measured(await faulty())]);
  expect(finding).toMatchObject({ check: 'image-quality', severity: 'warning' });
  expect(finding?.evidence.map(({ measure }) => measure)).toEqual([`${kind}: 60.jpg`]);
});

test('images that are as dark as many of their class are not unusual', () => {
  const night = Array.from({ length: 60 }, (_, i) => measured(cutOut({ high: 40 + 3 * i })));
  const dark = night.filter(({ brightness99 }) => brightness99 / 255 < 0.32);
  expect(dark.length).toBeGreaterThan(5);
  expect(imageQuality(square(60), night)).toEqual([]);
});

test('an odd shape is context, and only where the other images have another', () => {
  const images = [...square(59), scannedImage({ path: 'strip.jpg', width: 300, height: 40 })];
  expect(imageQuality(images, whole)).toMatchObject([{ severity: 'info', evidence: [{ received: '300x40' }] }]);
  const strips = square(60).map((image, i) => ({ ...image, width: 290 + (i % 20), height: 60 + (i % 40) }));
  expect(imageQuality(strips, whole)).toEqual([]);
});

test('transparent, CMYK and 16-bit files are found among usual ones', () => {
  const images = square(40);
  const usual = { space: 'srgb', depth: 'uchar', hasAlpha: false };
  const encodings = images.map(() => usual);
  encodings[3] = { ...usual, hasAlpha: true };
  encodings[5] = { ...usual, space: 'cmyk' };
  encodings[7] = { ...usual, space: 'rgb16', depth: 'ushort' };
  const [finding] = unusualEncoding(images, encodings);
  expect(finding).toMatchObject({ check: 'unusual-encoding', severity: 'info' });
  expect(finding?.evidence.map(({ measure }) => measure)).toEqual(['5.jpg', '7.jpg', '3.jpg']);
  const allGrey = images.map(() => ({ ...usual, space: 'b-w' }));
  expect(unusualEncoding(square(40), allGrey)).toEqual([]);
});

test('files of a sixth of the input size are found, with a proposed size of twice theirs', () => {
  const target = { height: 227, width: 454 };
  const images = Array.from({ length: 9 }, () => ({ width: 76, height: 38 }));
  const [finding] = upscaledInput(images, target);
  expect(finding).toMatchObject({ check: 'upscaled-input', severity: 'warning' });
  expect(finding?.summary).toContain('6.0 times');
  expect(finding?.fix.patch).toEqual({ height: 96, width: 160 });
  expect(
    upscaledInput([...images, ...Array.from({ length: 10 }, () => ({ width: 400, height: 200 }))], target),
  ).toEqual([]);
});
