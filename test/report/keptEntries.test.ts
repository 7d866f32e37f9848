import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { readEntries, writeEntries } from '../../src/report/keptEntries.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-entries-'));
});
afterEach(() => rm(folder, { recursive: true }));

type Entries = Parameters<typeof writeEntries>[1];

test('a folder without a list has no entries', async () => {
  expect(await readEntries(folder)).toEqual([]);
});

test('entries come back, but those of reports that are gone', async () => {
  const entries = [
    { name: 'kept', summary: ['verdict'] },
    { name: 'gone', summary: [] },
  ] as unknown as Entries;
  await writeEntries(folder, entries);
  await writeFile(path.join(folder, 'kept.html'), '');
  expect(await readEntries(folder)).toEqual([{ name: 'kept', summary: ['verdict'] }]);
});

test('an entry of an older version, which had no summary, comes back without one', async () => {
  await writeEntries(folder, [{ name: 'kept' }] as unknown as Entries);
  await writeFile(path.join(folder, 'kept.html'), '');
  expect(await readEntries(folder)).toEqual([{ name: 'kept', summary: [] }]);
});

test('another file of that name is an error of the user', async () => {
  for (const text of ['not JSON', '{}', '[1]']) {
    await writeFile(path.join(folder, 'index.json'), text);
    await expect(readEntries(folder)).rejects.toThrow(UserError);
  }
});
