import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Correction } from '../../src/dataset/corrections.js';
import { openImages } from '../../src/dataset/openImages.js';
import { REFERENCE_RECIPE } from '../../src/recipe/recipe.js';
import { runId } from '../../src/store/runStore.js';
import { correctionOf, folderOf, pixel } from './correctedFolder.js';

const FILES = ['a', 'b', 'c'].flatMap((name) => [
  ...[1, 2, 3].map((i) => `training_set/${name}/${i}.bmp`),
  `validation_set/${name}/v.bmp`,
]);
const folder = folderOf(FILES);
const scans = folderOf([]);
afterAll(() => {
  for (const one of [folder, scans]) rmSync(one, { recursive: true });
});

const open = (corrections: readonly Correction[], from: string = folder) =>
  openImages(from, {}, { project: folder, scans, corrections });
const short = (images: readonly { path: string; className: string; label: number; split: string }[]): string[] =>
  images.map(
    ({ path: file, className, label, split }) => `${path.relative(folder, file)} ${className} ${label} ${split}`,
  );

test('an image gets its class, in the same split, and one that is left out is gone; the others stay as they are', async () => {
  const before = await open([]);
  const after = await open([
    correctionOf(folder, 'training_set/a/2.bmp', 'a', 'c'),
    correctionOf(folder, 'validation_set/b/v.bmp', 'b', 'a'),
    correctionOf(folder, 'training_set/b/1.bmp', 'b', null),
    correctionOf(folder, 'training_set/b/2.bmp', 'b', 'b'),
  ]);
  expect(short(after.examples)).toEqual(short(after.scan.images));
  const changed = short(after.examples).filter((line) => !short(before.examples).includes(line));
  expect(changed).toEqual(['validation_set/b/v.bmp a 0 validation', 'training_set/a/2.bmp c 2 training']);
  expect(before.examples.length - after.examples.length).toBe(1);
  expect(after.examples.map(({ label }) => label)).toEqual(after.examples.map(({ label }) => label).sort());
  expect(after.corrections).toEqual({ moved: 2, deleted: 1, kept: 1, notApplied: [] });
  expect(after.notes.join(' ')).toContain(
    'Corrected: 2 images in another class than the folder, 1 image left out, 1 label confirmed.',
  );
  expect(before.corrections).toBeUndefined();
  expect(before.notes).toEqual([]);
});

test('a run has another name with corrections, and the same without them or with a confirmed label', async () => {
  const nameWith = async (...corrections: Correction[]): Promise<string> => {
    const { scan, classNames } = await open(corrections);
    return runId(REFERENCE_RECIPE, scan.images, classNames, 'weights');
  };
  const plain = await nameWith();
  expect(await nameWith(correctionOf(folder, 'training_set/a/2.bmp', 'a', 'c'))).not.toBe(plain);
  expect(await nameWith(correctionOf(folder, 'training_set/a/2.bmp', 'a', null))).not.toBe(plain);
  expect(await nameWith(correctionOf(folder, 'training_set/a/2.bmp', 'a', 'a'))).toBe(plain);
});

test('a correction of a file that has changed, is gone, or whose class is gone is not applied, and is told', async () => {
  const changed = correctionOf(folder, 'training_set/a/3.bmp', 'a', 'b');
  writeFileSync(path.join(folder, 'training_set/a/3.bmp'), pixel(1, 2, 3));
  const gone = { ...changed, file: 'training_set/a/9.bmp' };
  const noClass = correctionOf(folder, 'training_set/a/1.bmp', 'a', 'x');
  const { corrections, notes, examples } = await open([changed, gone, noClass]);
  expect(corrections).toMatchObject({ moved: 0, deleted: 0, kept: 0 });
  expect(corrections!.notApplied.map(({ reason }) => reason)).toEqual([
    'the file has changed since',
    'there is no such file any more',
    "there is no class 'x'",
  ]);
  expect(notes.join(' ')).toContain('3 corrections not applied: training_set/a/3.bmp (the file has changed since)');
  expect(examples.length).toBe(FILES.length);
});

test('corrections belong to their folder, by whatever link it is opened', async () => {
  const correction = correctionOf(folder, 'training_set/a/2.bmp', 'a', 'c');
  expect((await open([{ ...correction, folder: '/elsewhere' }])).corrections).toBeUndefined();
  const link = path.join(scans, 'link');
  symlinkSync(folder, link);
  expect((await open([correction], link)).corrections).toMatchObject({ moved: 1 });
});

test('a class whose training images are all moved away cannot be trained on', async () => {
  const all = [1, 2, 3].map((i) => correctionOf(folder, `training_set/c/${i}.bmp`, 'c', 'a'));
  await expect(open(all)).rejects.toThrow('none of c. Take corrections of these images back');
});
