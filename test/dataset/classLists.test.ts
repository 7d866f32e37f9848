import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readClassLists } from '../../src/dataset/classLists.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-lists-'));
});
afterEach(() => rm(folder, { recursive: true }));

test.each([
  ['classes.txt', 'rye\nbarley\n\noat'],
  ['labels.txt', '0 rye\r\n2 oat\r\n1 barley\r\n'],
  ['labels.json', '["rye", "barley", "oat"]'],
  ['class_indices.json', '{"barley": 1, "rye": 0, "oat": 2}'],
  ['class_names.json', '{"0": "rye", "2": "oat", "1": "barley"}'],
])('%s gives the classes in the order of their numbers', async (name, text) => {
  await writeFile(path.join(folder, name), text);
  expect(await readClassLists(folder)).toEqual([
    { source: path.join(folder, name), classNames: ['rye', 'barley', 'oat'] },
  ]);
});

test('a file of something else is refused by name, and other files are left alone', async () => {
  await writeFile(path.join(folder, 'notes.txt'), 'rye');
  expect(await readClassLists(folder)).toEqual([]);
  await writeFile(path.join(folder, 'labels.json'), '{"rye": ');
  await expect(readClassLists(folder)).rejects.toThrow('labels.json was expected to hold a list of class names');
});

test('a folder with the name of a list is no list', async () => {
  await mkdir(path.join(folder, 'labels.txt'));
  expect(await readClassLists(folder)).toEqual([]);
});
