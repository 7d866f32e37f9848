import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { random } from '../../../src/base/random.js';
import { figuresOf, type PictureFigures } from '../../../src/dataset/figures/pictureFigures.js';
import { nearDuplicates, similarGroups } from '../../../src/dataset/hash/nearDuplicates.js';
import { scannedImage } from '../scannedImage.js';

const WIDTH = 160;
const HEIGHT = 120;

/** A light ellipse on black with spots of its own: silhouettes are all alike, as kernels on black ground are. */
function kernel(seed: number): Uint8Array {
  const draw = random('kernel', seed);
  const spots = Array.from({ length: 9 }, () => [
    draw.between(0.2, 0.8),
    draw.between(0.2, 0.8),
    draw.between(-90, 60),
  ]);
  return Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, at) => {
    const [y, x] = [Math.floor(at / 3 / WIDTH) / HEIGHT, (Math.floor(at / 3) % WIDTH) / WIDTH];
    if ((x - 0.5) ** 2 / 0.22 + (y - 0.5) ** 2 / 0.18 > 1) return 0;
    const light = spots.reduce(
      (sum, [sx, sy, depth]) => sum + depth * Math.exp(-((x - sx) ** 2 + (y - sy) ** 2) / 0.008),
      0,
    );
    return Math.max(0, Math.min(255, 170 + light - 20 * (at % 3)));
  });
}

const raw = (pixels: Uint8Array) => sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });

async function figuresOfPng(png: Buffer): Promise<PictureFigures> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  return figuresOf(data, info);
}

let figures: PictureFigures[];
beforeAll(async () => {
  const copies = [
    raw(kernel(0)).jpeg({ quality: 60 }),
    raw(kernel(0)).resize(112, 84).jpeg({ quality: 85 }),
    raw(kernel(1)).linear(1.1, 8).jpeg(),
    raw(kernel(2)).flop().jpeg(),
  ];
  const originals = Array.from({ length: 30 }, (_, i) => figuresOf(kernel(i), { width: WIDTH, height: HEIGHT }));
  figures = [...originals, ...(await Promise.all(copies.map(async (copy) => figuresOfPng(await copy.toBuffer()))))];
});

const names = ['encoded again', 'shrunk', 'lit otherwise', 'mirrored'];
const images = Array.from({ length: 34 }, (_, i) =>
  scannedImage({ path: names[i - 30] ?? `kernel ${i}`, width: WIDTH, height: HEIGHT }),
);

test('copies encoded again, shrunk, lit otherwise and mirrored stand with their original, and other kernels do not', () => {
  const groups = nearDuplicates({ images }, figures).map((group) => group.images.map(({ path }) => path).sort());
  expect(groups.sort()).toEqual([
    ['encoded again', 'kernel 0', 'shrunk'],
    ['kernel 1', 'lit otherwise'],
    ['kernel 2', 'mirrored'],
  ]);
});

/** A kernel on a ground of that color. */
function onGround(seed: number, ground: readonly [number, number, number]): PictureFigures {
  const pixels = kernel(seed).map((value, at) => (value === 0 ? ground[at % 3] : value));
  return figuresOf(pixels, { width: WIDTH, height: HEIGHT });
}

test('images that differ in the color of their background are no duplicates, though they look the same in gray', () => {
  // Both have a luma of about 110.
  const [reddish, greenish] = [onGround(0, [180, 80, 80]), onGround(0, [70, 130, 110])];
  const others = figures.slice(2, 30);
  const two = [...images.slice(0, 2), ...images.slice(2, 30)];
  expect(nearDuplicates({ images: two }, [reddish, greenish, ...others])).toEqual([]);
  const again = onGround(0, [182, 83, 79]);
  expect(nearDuplicates({ images: two }, [reddish, again, ...others])).toHaveLength(1);
});

test('a copy that was saved in gray or with less saturation stands with its original', async () => {
  const copies = await Promise.all(
    [raw(kernel(0)).grayscale(), raw(kernel(1)).modulate({ saturation: 0.7 })].map(async (copy) =>
      figuresOfPng(await copy.toColourspace('srgb').jpeg().toBuffer()),
    ),
  );
  const groups = nearDuplicates({ images: images.slice(0, 32) }, [...figures.slice(0, 30), ...copies]);
  expect(groups.map((group) => group.images)).toEqual([
    [images[0], images[30]],
    [images[1], images[31]],
  ]);
});

test('an image with another aspect ratio is no duplicate, even if its pixels are the same when stretched', () => {
  const wider = [images[0], { ...images[30], width: 200 }];
  expect(nearDuplicates({ images: wider }, [figures[0], figures[30]])).toEqual([]);
});

test('blank images are not duplicates of each other', () => {
  const blank = figuresOf(new Uint8Array(WIDTH * HEIGHT * 3).fill(128), { width: WIDTH, height: HEIGHT });
  expect(nearDuplicates({ images: images.slice(0, 2) }, [blank, blank])).toEqual([]);
});

test('byte-identical files alone are no near duplicates, but stand with a near one', () => {
  const originals = images.slice(0, 30);
  const same = { ...images[0], path: 'the same file' };
  const duplicates = [[images[0], same].map((image) => ({ ...image, digest: 'kernel 0' }))];
  const files = [...originals, same];
  expect(nearDuplicates({ images: files }, [...figures.slice(0, 30), figures[0]])).toEqual([]);
  expect(similarGroups({ duplicates }, [])).toEqual(duplicates);
  const near = nearDuplicates({ images: [...files, images[30]] }, [...figures.slice(0, 30), figures[0], figures[30]]);
  expect(near.map((group) => group.images)).toEqual([[images[0], same, images[30]]]);
  expect(similarGroups({ duplicates }, near)).toEqual([[images[0], same, images[30]]]);
});
