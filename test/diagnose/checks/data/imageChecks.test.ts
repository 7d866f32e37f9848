import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
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
  expect(finding?.summary).toBe('1 of 100 images is a near copy of another in the same class and split.');
  expect(nearDuplicate(near(a, again), 10)).toMatchObject([{ severity: 'warning' }]);
});

test('near duplicates in two splits or two classes are a leak or a label conflict, not plain duplicates', () => {
  expect(nearDuplicate([...near(a, inValidation), ...near(a, inOtherClass)], 100)).toEqual([]);
  expect(duplicateAcrossSplits(scan, near(a, inValidation))).toMatchObject([{ severity: 'critical' }]);
  expect(labelConflict(scan, near(a, inOtherClass))).toMatchObject([{ severity: 'warning' }]);
  expect(duplicateAcrossSplits(scan, near(a, again))).toEqual([]);
  expect(labelConflict(scan, near(a, again))).toEqual([]);
});

test('of images that only look the same no finding says that they are the same', () => {
  const [conflict] = labelConflict(scan, near(a, inOtherClass));
  expect(conflict?.summary).toBe(
    '1 image looks the same as one in another class, but the files differ: they may show one object with two labels.',
  );
  expect(conflict?.evidence).toMatchObject([
    { received: 'good: a.jpg, bad: d.jpg (the files differ)', areSimilar: true },
  ]);
  const [leak] = duplicateAcrossSplits(scan, near(a, inValidation));
  expect(leak?.summary).toBe(
    '1 of 1 validation images looks the same as a training image, but the files differ: where they show one object, accuracy measures memory, not learning.',
  );
});

test('identical files and images that only look the same are counted apart', () => {
  const [second, third] = ['e.jpg', 'f.jpg'].map((path) => scannedImage({ path, split: 'validation' }));
  const images = [...scan.images, second, third];
  const [leak] = duplicateAcrossSplits({ images, unreadable: [], duplicates: [[a, second]] }, near(again, third));
  expect(leak?.summary).toContain(
    '1 of 3 validation images is in the training set too, and 1 more looks the same as a training image',
  );
  const other = scannedImage({ path: 'g.jpg', className: 'bad', label: 1 });
  const [conflict] = labelConflict({ ...scan, duplicates: [[a, other]] }, near(again, inOtherClass));
  expect(conflict?.severity).toBe('critical');
  expect(conflict?.summary).toMatch(/^1 file is in two classes at once: .* 1 image looks the same/);
  expect(conflict?.evidence.map(({ areSimilar }) => areSimilar)).toEqual([undefined, true]);
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
  expect(finding).toMatchObject({ check: 'image-quality', severity: 'info' });
  expect(finding?.evidence.map(({ measure }) => measure)).toEqual([`${kind}: 60.jpg`]);
});

test('a strip is of an odd shape and not blurred, and where no brightness changes, nothing is blurred', () => {
  const strip = { ...whole[0]!, sharpness: 1e-4 };
  const flat = { ...whole[1]!, sharpness: 0 };
  const images = [...square(60), scannedImage({ path: 'strip.jpg', width: 20_000, height: 3 }), ...square(1)];
  const found = imageQuality(images, [...whole, strip, flat]).flatMap(({ evidence }) => evidence);
  expect(found.map(({ measure }) => measure)).toEqual(['of an odd shape: strip.jpg']);
});

test('how much less sharp an image is has no more digits than it needs', () => {
  const smooth = { ...whole[0]!, sharpness: whole[0]!.sharpness / 1234.56 };
  const [finding] = imageQuality(square(61), [...whole, smooth]);
  expect(finding?.evidence[0]?.received).toMatch(/^1,[12]\d\d times less sharp$/);
});

describe('dark images', () => {
  const dark = Array.from({ length: 8 }, () => measured(cutOut({ high: 60 })));
  const figures = [...whole, ...dark];
  const images = square(68);
  /** Of the usual ones every tenth, and so many of the eight dark ones. */
  const wrong = (darkOnes: number): boolean[] => images.map((_, i) => (i < 60 ? i % 10 === 0 : i < 60 + darkOnes));

  test('are a warning where they are predicted wrong more often than others of their class', () => {
    const [finding] = imageQuality(images, figures, wrong(7));
    expect(finding).toMatchObject({ check: 'image-quality', severity: 'warning' });
    expect(finding?.summary).toContain(
      'predicted wrong more often than others of their class (88\u00a0% against 10\u00a0%',
    );
    expect(finding?.evidence[0]?.measure).toBe('dark: predicted wrong, out of fold');
  });

  test('are context where they are predicted as well as others, or nothing was predicted', () => {
    expect(imageQuality(images, figures, wrong(2))).toMatchObject([{ severity: 'info' }]);
    expect(imageQuality(images, figures)).toMatchObject([{ severity: 'info' }]);
  });

  test('of a class that is difficult anyway are context', () => {
    // All of the class are wrong half the time; the other class is easy, and has no dark ones.
    const easy = square(200).map((image, i) => ({ ...image, path: `easy${i}.jpg`, className: 'easy', label: 1 }));
    const others = easy.map((_, i) => whole[i % 60]);
    const halfWrong = [...images, ...easy].map((_, i) => i < 68 && i % 2 === 0);
    expect(imageQuality([...images, ...easy], [...figures, ...others], halfWrong)).toMatchObject([
      { severity: 'info' },
    ]);
  });

  test('are a warning where they are in one split or in one class', () => {
    const split = images.map((image, i) => ({ ...image, split: i >= 50 ? ('validation' as const) : image.split }));
    const [inValidation] = imageQuality(split, figures);
    expect(inValidation?.severity).toBe('warning');
    expect(inValidation?.summary).toContain('are 44\u00a0% of the validation split, and 0\u00a0% of the rest');
    const other = square(68).map((image, i) => ({ ...image, path: `other${i}.jpg`, className: 'other', label: 1 }));
    const [inClass] = imageQuality([...images, ...other], [...figures, ...other.map((_, i) => whole[i % 60])]);
    // 8 of 68 are not yet surely 5 points more than none.
    expect(inClass?.severity).toBe('info');
  });

  test('that are fewer than five are single images', () => {
    const few = imageQuality(images.slice(0, 64), figures.slice(0, 64), wrong(8).slice(0, 64));
    expect(few).toMatchObject([{ severity: 'info' }]);
  });
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

test('a file says which values it has: floats are not 16 bits, and gray ones are read', () => {
  const images = square(60);
  const encodings = images.map(() => ({ space: 'srgb', depth: 'uchar', hasAlpha: false }));
  const odd = [
    { space: 'scrgb', depth: 'float', hasAlpha: false },
    { space: 'b-w', depth: 'float', hasAlpha: false },
    { space: 'b-w', depth: 'uint', hasAlpha: false },
    { space: 'rgb16', depth: 'ushort', hasAlpha: false },
  ];
  for (const [i, encoding] of odd.entries()) encodings[i] = encoding;
  const [finding] = unusualEncoding(images, encodings);
  expect(Object.fromEntries(finding!.evidence.map(({ measure, received }) => [measure, received]))).toEqual({
    '0.jpg': '32-bit float color; Keras stops at it',
    '1.jpg': '32-bit float; Keras, and thaw, cut its values off at 0 and 255',
    '2.jpg': '32-bit; Keras, and thaw, cut its values off at 0 and 255',
    '3.jpg': '16-bit; Keras, and thaw, keep the high byte',
  });
  expect(finding?.summary).toContain('1 is 32-bit float');
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

test('input that can hardly be smaller has no size proposed', () => {
  const tiny = Array.from({ length: 9 }, () => ({ width: 1, height: 1 }));
  for (const target of [
    { height: 64, width: 64 },
    { height: 64, width: 75 },
  ]) {
    const [finding] = upscaledInput(tiny, target);
    expect(finding?.fix).toEqual({
      text: 'Use the images in a larger size, if you have them: the input can hardly be smaller.',
    });
  }
  const [flat] = upscaledInput(tiny, { height: 64, width: 300 });
  expect(flat?.fix.patch).toEqual({ height: 64, width: 75 });
});

test('transparency that many images have is a finding, and a warning where classes differ in it', () => {
  const two = Array.from({ length: 40 }, (_, i) =>
    scannedImage({ path: `${i}.png`, className: i < 20 ? 'cat' : 'dog', label: i < 20 ? 0 : 1 }),
  );
  const opaque = { space: 'srgb', depth: 'uchar', hasAlpha: false };
  const withAlpha = (is: (i: number) => boolean) => two.map((_, i) => ({ ...opaque, hasAlpha: is(i) }));
  const [mixed] = unusualEncoding(
    two,
    withAlpha((i) => i % 2 === 0),
  );
  expect(mixed).toMatchObject({ check: 'unusual-encoding', severity: 'info' });
  expect(mixed.summary).toMatch(/^20 of 40 images \(50.%\) have an alpha channel/);
  const [unequal] = unusualEncoding(
    two,
    withAlpha((i) => i < 18),
  );
  expect(unequal).toMatchObject({ check: 'unusual-encoding', severity: 'warning' });
  expect(unequal.summary).toMatch(/90.% of 'cat' and 0.% of 'dog'/);
  expect(
    unusualEncoding(
      two,
      withAlpha(() => true),
    ),
  ).toEqual([]);
});
