import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { surveyPictures } from '../../../src/dataset/figures/survey.js';
import { scannedImage } from '../scannedImage.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-survey-'));
});
afterAll(() => rm(folder, { recursive: true }));

const gradient = (width: number, height: number) =>
  sharp(
    Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7) % 200),
    { raw: { width, height, channels: 3 } },
  );

test('images are measured once, and then read from the cache', async () => {
  const files = ['a.png', 'b.png', 'c.jpg'].map((name) => path.join(folder, name));
  await gradient(600, 400).png().toFile(files[0]);
  await gradient(40, 30).toColourspace('rgb16').png().toFile(files[1]);
  await gradient(40, 30).toColourspace('cmyk').jpeg().toFile(files[2]);
  const images = files.map((file) => scannedImage({ path: file }));
  const steps: number[] = [];
  const cache = path.join(folder, 'surveys');
  const measured = await surveyPictures(images, cache, (done) => steps.push(done));
  expect(steps).toEqual([1, 2, 3]);
  expect(measured.map(({ encoding }) => [encoding.space, encoding.depth])).toEqual([
    ['srgb', 'uchar'],
    ['rgb16', 'ushort'],
    ['cmyk', 'uchar'],
  ]);
  expect(measured[0].grey).toHaveLength(1024);
  await writeFile(files[0], 'no longer an image');
  expect(await surveyPictures(images, cache, (done) => steps.push(done))).toEqual(measured);
  expect(steps).toHaveLength(3);
  const [file, ...others] = await readdir(cache);
  expect(others).toEqual([]);
  // As older versions wrote it.
  const lines = (await readFile(path.join(cache, file), 'utf8')).trim().split('\n').slice(0, -1);
  await rm(path.join(cache, file));
  await writeFile(path.join(cache, file.replace('.jsonl', '.json')), `[${lines.join(',')}]`);
  expect(await surveyPictures(images, cache)).toEqual(measured);
});
