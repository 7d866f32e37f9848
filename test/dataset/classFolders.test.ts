import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readClassFolders, support } from '../../src/dataset/classFolders.js';
import type { Dataset } from '../../src/dataset/dataset.js';
import type { Split } from '../../src/dataset/listClasses.js';

const imagesOf = ({ examples }: Dataset, split: string): Dataset['examples'] =>
  examples.filter((example) => example.split === split);

let folder: string;

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'thaw-folders-')), 'images');
  await mkdir(folder);
});

afterEach(() => rm(path.dirname(folder), { recursive: true }));

test('training_set and validation_set are taken as they are, classes in alphabetical order', async () => {
  await put('training_set/rye', 3);
  await put('training_set/barley', 2);
  await put('validation_set/barley', 1);
  await put('validation_set/rye', 1);
  const dataset = await readClassFolders(folder);
  expect(dataset.classNames).toEqual(['barley', 'rye']);
  expect(support(dataset, 'training')).toEqual([2, 3]);
  expect(support(dataset, 'validation')).toEqual([1, 1]);
  expect(dataset.examples.every(({ className, label }) => dataset.classNames[label] === className)).toBe(true);
  expect(dataset.notes).toEqual([]);
});

test('class folders are split in the same proportion in every class', async () => {
  await put('barley', 40);
  await put('rye', 12);
  const dataset = await readClassFolders(folder, { validationShare: 0.25 });
  expect(support(dataset, 'validation')).toEqual([10, 3]);
  expect(support(dataset, 'training')).toEqual([30, 9]);
});

test('a seed draws the same split again, and another seed another one', async () => {
  await put('barley', 20);
  await put('rye', 20);
  const drawn = async (seed: number): Promise<string[]> =>
    namesIn(await readClassFolders(folder, { seed }), 'validation');
  expect(await drawn(1)).toEqual(await drawn(1));
  expect(await drawn(2)).not.toEqual(await drawn(1));
});

test('images of one photo never straddle the splits, even where the photo shows two classes', async () => {
  for (let photo = 0; photo < 24; photo++) {
    await put('barley', 3, (i) => `${photo}_${i}.jpg`);
    await put('rye', (photo % 3) + 1, (i) => `${photo}_${i}.jpg`);
  }
  const dataset = await readClassFolders(folder, { groupPattern: '^(\\d+)_' });
  const photos = (split: Split): Set<string> => new Set(namesIn(dataset, split).map((name) => name.split('_')[0]));
  const [training, validation] = [photos('training'), photos('validation')];
  expect([...validation].filter((photo) => training.has(photo))).toEqual([]);
  expect(training.size + validation.size).toBe(24);
  for (const [label, total] of [72, 48].entries()) {
    expect(support(dataset, 'validation')[label] / total).toBeGreaterThan(0.15);
    expect(support(dataset, 'validation')[label] / total).toBeLessThan(0.35);
  }
});

test('without a pattern the same photos do straddle the splits', async () => {
  for (let photo = 0; photo < 24; photo++) await put('barley', 3, (i) => `${photo}_${i}.jpg`);
  await put('rye', 8);
  const dataset = await readClassFolders(folder);
  const training = new Set(namesIn(dataset, 'training').map((name) => name.split('_')[0]));
  expect(namesIn(dataset, 'validation').some((name) => training.has(name.split('_')[0]))).toBe(true);
});

test('a class of two images keeps one for training, however large the share of validation', async () => {
  await put('barley', 30);
  await put('rye', 2);
  expect(support(await readClassFolders(folder, { validationShare: 0.9 }), 'training')).toEqual([3, 1]);
});

test('an empty class folder is no class, and is noted', async () => {
  await put('barley', 4);
  await put('rye', 4);
  await put('oats', 0);
  const dataset = await readClassFolders(folder);
  expect(dataset.classNames).toEqual(['barley', 'rye']);
  expect(dataset.notes).toEqual(["Class folder 'oats' holds no images and is left out."]);
});

test('a class that is only in the validation set is an error', async () => {
  await put('training_set/barley', 2);
  await put('training_set/rye', 2);
  await put('validation_set/rye', 2);
  await put('validation_set/oats', 2);
  await expect(readClassFolders(folder)).rejects.toThrow(
    "Class 'oats' has no images in the training set, so no model can learn it. Received: 0 images.",
  );
});

test('a class that is written otherwise in the other split is named in the error', async () => {
  await put('training_set/barley', 2);
  await put('training_set/oats', 2);
  await put('validation_set/barley', 2);
  await put('validation_set/Oats-', 2);
  await expect(readClassFolders(folder)).rejects.toThrow(
    "There is 'oats' in the training set alone: if both are one class",
  );
});

test('a class that is only in the validation set is noted where images are checked only', async () => {
  await put('training_set/barley', 2);
  await put('training_set/vehicle', 2);
  await put('validation_set/barley', 2);
  await put('validation_set/vehicles', 2);
  await expect(readClassFolders(folder)).rejects.toThrow("There is 'vehicle' in the training set alone");
  const dataset = await readClassFolders(folder, { allowUntrained: true });
  expect(dataset.notes).toEqual([
    "Class 'vehicle' has no images in the validation set.",
    "Class 'vehicles' has no images in the training set.",
  ]);
  expect(support(dataset, 'training')).toEqual([2, 2, 0]);
});

test('a class that is only in the training set is noted', async () => {
  await put('training_set/barley', 2);
  await put('training_set/rye', 2);
  await put('validation_set/rye', 2);
  const dataset = await readClassFolders(folder);
  expect(dataset.notes).toEqual(["Class 'barley' has no images in the validation set."]);
  expect(support(dataset, 'validation')).toEqual([0, 2]);
});

test('a validation set without a single image is an error', async () => {
  await put('training_set/barley', 2);
  await put('training_set/rye', 2);
  await put('validation_set/rye', 0);
  await expect(readClassFolders(folder)).rejects.toThrow(/expected to hold validation images\. Received: none\./);
});

test('one split without the other is an error, whichever it is', async () => {
  await put('training_set/barley', 2);
  await put('training_set/rye', 2);
  await expect(readClassFolders(folder)).rejects.toThrow(/Received: \["training_set"\]/);
  await rm(path.join(folder, 'training_set'), { recursive: true });
  await put('validation_set/barley', 2);
  await put('valid/barley', 2);
  await expect(readClassFolders(folder)).rejects.toThrow(/Received: \["valid","validation_set"\]/);
});

test('a single class, no images, and no folder are errors that say what came', async () => {
  await put('barley', 3);
  await expect(readClassFolders(folder)).rejects.toThrow("Received: one class, 'barley', with 3 images.");
  await rm(path.join(folder, 'barley'), { recursive: true });
  await expect(readClassFolders(folder)).rejects.toThrow('Received: no images.');
  await expect(readClassFolders(path.join(folder, 'gone'))).rejects.toThrow(
    `A folder of images was expected at ${path.join(folder, 'gone')}. Received: nothing there.`,
  );
});

test('names with spaces and in other scripts are kept, in the order in which Python sorts them', async () => {
  const names = ['Ａ', '𝒜', 'zea mays', 'пшеница', '大麦', '#1 (50%) & co'];
  for (const name of names) await put(name, 4, (i) => `鸭 ${i}.JPG`);
  // sorted(['Ａ', '𝒜', ...]) in Python 3, by code point: the full-width A, U+FF21, before the script A, U+1D49C.
  const sorted = ['#1 (50%) & co', 'zea mays', 'пшеница', '大麦', 'Ａ', '𝒜'];
  const dataset = await readClassFolders(folder);
  expect(dataset.classNames).toEqual(sorted);
  expect(support(dataset)).toEqual([4, 4, 4, 4, 4, 4]);
  expect(dataset.examples.every((example) => existsSync(example.path))).toBe(true);
});

test('files that systems leave behind are passed over without a word', async () => {
  await put('barley', 4);
  await put('rye', 4);
  await put('.ipynb_checkpoints', 4);
  for (const name of ['.DS_Store', 'Thumbs.db', '._0.jpg']) await writeFile(path.join(folder, 'rye', name), '');
  const dataset = await readClassFolders(folder);
  expect(support(dataset)).toEqual([4, 4]);
  expect(dataset.notes).toEqual([]);
});

test('files that are no images, and images in no class folder, are noted by name', async () => {
  await put('barley', 4);
  await put('rye', 4);
  await writeFile(path.join(folder, 'rye', 'labels.csv'), '');
  await writeFile(path.join(folder, 'lost.png'), '');
  const dataset = await readClassFolders(folder);
  expect(support(dataset)).toEqual([4, 4]);
  expect(dataset.notes).toEqual([
    `Left out in ${folder} as outside the class folders (1): lost.png.`,
    `Left out in ${path.join(folder, 'rye')} as no images (1): labels.csv.`,
  ]);
});

test('images in folders within a class folder belong to the class', async () => {
  await put('barley/2025/field 1', 2);
  await put('barley/2026', 2);
  await put('rye', 4);
  expect(support(await readClassFolders(folder))).toEqual([4, 4]);
});

test('links that lead in a circle end, and no image counts twice or for another class', async () => {
  await put('barley', 4);
  await put('rye', 6);
  await symlink('.', path.join(folder, 'barley', 'itself'));
  await symlink('..', path.join(folder, 'barley', 'all'));
  await symlink(path.join(folder, 'rye'), path.join(folder, 'barley', 'other'));
  await symlink('round', path.join(folder, 'rye', 'round'));
  await symlink(folder, path.join(folder, 'top'));
  const dataset = await readClassFolders(folder);
  expect(dataset.classNames).toEqual(['barley', 'rye']);
  expect(support(dataset)).toEqual([4, 6]);
  expect(dataset.notes.filter((note) => note.includes('leads back'))).toHaveLength(4);
});

test('a link to images that lie elsewhere is followed', async () => {
  const elsewhere = path.join(path.dirname(folder), 'elsewhere');
  await put('../elsewhere', 5);
  await put('rye', 4);
  await put('barley', 1);
  await symlink(elsewhere, path.join(folder, 'barley', 'more'));
  await symlink(elsewhere, path.join(folder, 'oats'));
  expect(support(await readClassFolders(folder))).toEqual([6, 5, 4]);
});

test("a class named 'sample' is a class like any other, unless it is to be left out", async () => {
  await put('sample', 4);
  await put('barley', 4);
  await put('rye', 4);
  expect((await readClassFolders(folder)).classNames).toEqual(['barley', 'rye', 'sample']);
  expect((await readClassFolders(folder, { leaveOut: ['sample'] })).classNames).toEqual(['barley', 'rye']);
});

test('imagesPerClass takes that many of each class and split, the same ones each time', async () => {
  await put('training_set/barley', 9);
  await put('training_set/rye', 2);
  await put('validation_set/barley', 5);
  await put('validation_set/rye', 5);
  const drawn = await readClassFolders(folder, { imagesPerClass: 3 });
  expect(support(drawn, 'training')).toEqual([3, 2]);
  expect(support(drawn, 'validation')).toEqual([3, 3]);
  expect(await readClassFolders(folder, { imagesPerClass: 3 })).toEqual(drawn);
});

test('reading writes nothing into the folder', async () => {
  await put('barley', 4);
  await put('rye', 4);
  const before = await listing(folder);
  await readClassFolders(folder);
  expect(await listing(folder)).toEqual(before);
});

/** Puts files named as images, whose content nobody reads here, into a folder below. */
async function put(below: string, count: number, nameOf = (i: number): string => `${i}.jpg`): Promise<void> {
  await mkdir(path.join(folder, below), { recursive: true });
  for (let i = 0; i < count; i++) await writeFile(path.join(folder, below, nameOf(i)), below);
}

function namesIn(dataset: Dataset, split: Split): string[] {
  return imagesOf(dataset, split).map((example) => path.basename(example.path));
}

async function listing(top: string): Promise<string[]> {
  const names = (await readdir(top, { recursive: true })).sort();
  return Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(path.join(top, name));
      return `${name} ${size} ${mtimeMs}`;
    }),
  );
}

test('train and val, in any case of letters, are splits and no classes', async () => {
  await put('Train/a', 3);
  await put('Train/b', 3);
  await put('VAL/a', 2);
  await put('VAL/b', 2);
  await put('extra/c', 1);
  const dataset = await readClassFolders(folder);
  expect(dataset.classNames).toEqual(['a', 'b']);
  expect(support(dataset, 'validation')).toEqual([2, 2]);
  expect(dataset.notes).toEqual(['Left out beside Train and VAL: extra.']);
});

test('train beside test is not taken for two classes: which of them to choose by is for the user to say', async () => {
  await put('train/a', 2);
  await put('test/a', 2);
  await expect(readClassFolders(folder)).rejects.toThrow("Rename 'test' to validation_set");
});
