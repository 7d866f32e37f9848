import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shortPath } from '../../src/base/text/shortPath.js';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import type { Dataset } from '../../src/dataset/dataset.js';
import { acrossSplits, inTwoClasses } from '../../src/dataset/duplicates.js';
import { type Scan, scanImages } from '../../src/dataset/scan.js';

let folder: string;
let dataset: Dataset;
let scan: Scan;
const progress: [done: number, total: number][] = [];

/** Two classes of four training and two validation images, all different, then corrupted as the drawn sample set is. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-scan-'));
  let drawn = 0;
  for (const split of ['training_set', 'validation_set']) {
    for (const className of ['barley', 'rye']) {
      await mkdir(at(`${split}/${className}`), { recursive: true });
      const numImages = split === 'training_set' ? 4 : 2;
      for (let i = 0; i < numImages; i++)
        await picture(drawn++)
          .jpeg()
          .toFile(at(`${split}/${className}/${i}.jpg`));
    }
  }
  const whole = await readFile(at('training_set/barley/0.jpg'));
  await writeFile(at('training_set/barley/0.jpg'), whole.subarray(0, Math.floor(whole.length * 0.6)));
  await writeFile(at('validation_set/barley/1.jpg'), 'not an image');
  await copyFile(at('training_set/barley/1.jpg'), at('validation_set/barley/0.jpg'));
  await copyFile(at('training_set/rye/1.jpg'), at('training_set/rye/2.jpg'));
  await copyFile(at('training_set/rye/3.jpg'), at('training_set/barley/3.jpg'));
  await picture(99).withMetadata({ orientation: 6 }).jpeg().toFile(at('validation_set/rye/1.jpg'));
  dataset = await readClassFolders(folder);
  scan = await scanImages(dataset, (...step) => progress.push(step));
});

afterAll(() => rm(folder, { recursive: true }));

test('files that cannot be read are listed with the reason, in the order of the dataset', () => {
  expect(scan.unreadable.map(({ example }) => shortPath(dataset, example.path))).toEqual([
    'training_set/barley/0.jpg',
    'validation_set/barley/1.jpg',
  ]);
  expect(scan.unreadable[0].reason).toMatch(/premature end/i);
  expect(scan.unreadable[1].reason).toMatch(/unsupported image format/i);
});

test('every other image is there once, in the order of the dataset', () => {
  const lost = new Set(scan.unreadable.map(({ example }) => example.path));
  expect(scan.images.map((image) => image.path)).toEqual(
    dataset.examples.map((example) => example.path).filter((file) => !lost.has(file)),
  );
  expect(scan.images).toHaveLength(10);
});

test('identical files are grouped, and images that only look alike are not', () => {
  expect(groups(scan.duplicates)).toEqual([
    ['training_set/barley/1.jpg', 'validation_set/barley/0.jpg'],
    ['training_set/barley/3.jpg', 'training_set/rye/3.jpg'],
    ['training_set/rye/1.jpg', 'training_set/rye/2.jpg'],
  ]);
});

test('duplicates across splits, across classes and within a class are distinguished', () => {
  expect(groups(acrossSplits(scan))).toEqual([['training_set/barley/1.jpg', 'validation_set/barley/0.jpg']]);
  expect(groups(inTwoClasses(scan))).toEqual([['training_set/barley/3.jpg', 'training_set/rye/3.jpg']]);
});

test('width and height are those of the image after rotation', () => {
  const sizes = new Map(
    scan.images.map(({ path: file, width, height }) => [shortPath(dataset, file), [width, height]]),
  );
  expect(sizes.get('validation_set/rye/0.jpg')).toEqual([48, 32]);
  expect(sizes.get('validation_set/rye/1.jpg')).toEqual([32, 48]);
});

test('digest and size are those of the file', async () => {
  const image = scan.images[0];
  // sha256sum of a file, by WebCrypto
  const bytes = new Uint8Array(await readFile(image.path));
  const sum = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
  expect(image).toMatchObject({ digest: sum, bytes: bytes.length, format: 'jpeg', channels: 3 });
});

test('progress counts every file, those that cannot be read too', () => {
  expect(progress).toEqual(Array.from({ length: 12 }, (_, i) => [i + 1, 12]));
});

test('an image that is gone since it was listed is unreadable, and the rest is scanned', async () => {
  const gone = { ...dataset.examples[1], path: at('training_set/barley/gone.jpg') };
  const { images, unreadable } = await scanImages({ ...dataset, examples: [gone, dataset.examples[2]] });
  expect(unreadable.map(({ example }) => example)).toEqual([gone]);
  expect(images).toHaveLength(1);
});

/** Pixels that differ for each number, 48 wide and 32 high. */
function picture(number: number): Sharp {
  const pixels = Uint8Array.from({ length: 48 * 32 * 3 }, (_, i) => (i * (number + 3) * 7) % 256);
  return sharp(pixels, { raw: { width: 48, height: 32, channels: 3 } });
}

function at(below: string): string {
  return path.join(folder, below);
}

function groups(found: Scan['duplicates']): string[][] {
  return found.map((group) => group.map((image) => shortPath(dataset, image.path)));
}
