import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UnusableFile } from '../../src/base/errors.js';
import { decodeImage } from '../../src/dataset/image.js';
import type { ScannedImage } from '../../src/dataset/scan.js';
import { openPictures, prefetchedPictures } from '../../src/features/pictures.js';

const SIZE = { height: 16, width: 32, interpolation: 'nearest' } as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-pictures-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A picture file, of another colour each. */
async function image(name: string, width: number, height: number, red: number): Promise<ScannedImage> {
  const file = path.join(folder, `${name}.png`);
  await sharp({ create: { width, height, channels: 3, background: { r: red, g: 10, b: 200 } } })
    .png()
    .toFile(file);
  return { path: file, digest: name, width, height } as ScannedImage;
}

test('images of larger files are decoded once, also for another process, and are those of decodeImage', async () => {
  const images = [await image('a', 100, 60, 5), await image('b', 200, 90, 250)];
  const cache = { folder: path.join(folder, 'large') };
  const decoded = await Promise.all(images.map((one) => decodeImage(one.path, SIZE)));
  const first = await openPictures(images, SIZE, cache, 0);
  expect(Buffer.from(await first.read([1, 0]))).toEqual(Buffer.concat([decoded[1], decoded[0]]));
  await first.close();
  for (const { path: file } of images) await rm(file);
  const second = await openPictures(images, SIZE, cache, 0);
  expect(Buffer.from(await second.read([0, 1]))).toEqual(Buffer.concat(decoded));
  await second.close();
});

test('a changed file, size or interpolation is another image', async () => {
  const cache = { folder: path.join(folder, 'changed') };
  const before = [await image('c', 100, 60, 5)];
  const first = await openPictures(before, SIZE, cache, 0);
  await first.read([0]);
  await first.close();
  const after = [{ ...(await image('c', 100, 60, 99)), digest: 'another' }];
  for (const [images, size] of [
    [after, SIZE],
    [before, { ...SIZE, width: 31 }],
    [before, { ...SIZE, interpolation: 'bilinear' }],
  ] as const) {
    const pictures = await openPictures(images, size, cache, 0);
    expect(pictures.missing()).toEqual([0]);
    const [red] = await pictures.read([0]);
    expect(red).toBe(99);
    await pictures.close();
  }
});

test('images of smaller files take no room on the disk', async () => {
  const cache = { folder: path.join(folder, 'small') };
  const pictures = await openPictures([await image('d', 10, 10, 5)], SIZE, cache, 0);
  await pictures.read([0]);
  await pictures.close();
  await expect(readdir(cache.folder)).rejects.toThrow('ENOENT');
});

test('an image that is gone or damaged since it was scanned is named with its path, as no fault of a recipe', async () => {
  const images = [await image('e', 10, 10, 5), await image('f', 10, 10, 6)];
  const pictures = await openPictures(images, SIZE, { folder: path.join(folder, 'gone') }, 0);
  const { path: file } = images[1]!;
  await writeFile(file, '');
  await expect(pictures.read([0, 1])).rejects.toThrow(`Received: ${file}: the file is empty. The images changed while`);
  await rm(file);
  const error = await pictures.read([0, 1]).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(UnusableFile);
  expect(error.message).toContain(`Received: ${file}: the file is missing. The images changed while thaw ran`);
  expect([...(await pictures.read([0])).subarray(0, 3)]).toEqual([5, 10, 200]);
  await pictures.close();
});

test('fewer batches are decoded ahead where they are larger, one at least', () => {
  expect(prefetchedPictures(4, SIZE)).toBe(8);
  expect(prefetchedPictures(32, { height: 227, width: 454 })).toBe(6);
  expect(prefetchedPictures(512, { height: 1024, width: 1024 })).toBe(1);
});
