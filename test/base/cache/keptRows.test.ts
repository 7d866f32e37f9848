import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type KeptRows, openRows, type RowsOptions } from '../../../src/base/cache/keptRows.js';

const ROW_BYTES = 1000;
const KEYS = ['a', 'b', 'c', 'd', 'e'];

let folder: string;
let made: number[];
let notes: string[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-rows-'));
  [made, notes] = [[], []];
});
afterEach(() => rm(folder, { recursive: true }));

/** A row that follows from its key. */
function rowOf(key: string): Uint8Array {
  return Uint8Array.from({ length: ROW_BYTES }, (_, i) => (key.charCodeAt(0) * 31 + i * 7) % 256);
}

function rowsOf(keys: readonly string[]): Uint8Array {
  return Buffer.concat(keys.map(rowOf));
}

function open(changes: Partial<RowsOptions> = {}): Promise<KeptRows> {
  const keys = changes.keys ?? KEYS;
  return openRows({
    cache: { folder, onNote: (note) => notes.push(note) },
    name: ['features', 'x'],
    keys,
    rowBytes: ROW_BYTES,
    make: async (indices) => {
      made.push(...indices);
      return rowsOf(indices.map((i) => keys[i]));
    },
    memory: 0,
    ...changes,
  });
}

async function write(keys = KEYS): Promise<string> {
  const rows = await open({ keys });
  await rows.read([...keys.keys()]);
  await rows.close();
  made = [];
  const [name] = await files();
  return path.join(folder, name);
}

async function files(): Promise<string[]> {
  const all = await readdir(folder, { recursive: true });
  return all.filter((name) => /\.(rows|part)$/.test(name)).sort();
}

test('rows are made once, and read in any order as they were made', async () => {
  await write();
  const rows = await open();
  expect(rows.missing()).toEqual([]);
  expect(Buffer.from(await rows.read([3, 0, 3]))).toEqual(rowsOf(['d', 'a', 'd']));
  expect(made).toEqual([]);
  await rows.close();
});

test('only rows under new keys are made, whatever the order and the number of the others', async () => {
  await write(['c', 'a']);
  const rows = await open();
  expect(rows.missing()).toEqual([1, 3, 4]);
  expect(Buffer.from(await rows.read([0, 1, 2, 3, 4]))).toEqual(rowsOf(KEYS));
  expect(made).toEqual([1, 3, 4]);
  await rows.close();
});

test('of rows with one key one is made', async () => {
  const rows = await open({ keys: ['a', 'b', 'a', 'a'] });
  expect(rows.missing()).toEqual([0, 1]);
  await rows.add([0, 1], rowsOf(['a', 'b']));
  expect(Buffer.from(await rows.read([3, 2, 1]))).toEqual(rowsOf(['a', 'a', 'b']));
  expect(made).toEqual([]);
  await rows.close();
});

test('rows of another digest are others', async () => {
  await write();
  const rows = await open({ name: ['features', 'y'] });
  expect(rows.missing()).toHaveLength(KEYS.length);
  await rows.close();
});

test('rows that were added can be read before the file is ended, and are read from it after', async () => {
  const rows = await open();
  await rows.add([1, 4], rowsOf(['b', 'e']));
  expect(Buffer.from(await rows.read([4, 1]))).toEqual(rowsOf(['e', 'b']));
  expect(rows.missing()).toEqual([0, 2, 3]);
  expect((await files()).map((name) => path.extname(name))).toEqual(['.part']);
  await rows.close();
  expect((await files()).map((name) => path.extname(name))).toEqual(['.rows']);
  const again = await open();
  expect(again.missing()).toEqual([0, 2, 3]);
  await again.close();
  expect(made).toEqual([]);
});

describe('a corrupt file is recognized, reported and computed again', () => {
  test.each<{ what: string; length: (whole: number) => number }>([
    { what: 'by its last byte', length: (whole) => whole - 1 },
    { what: 'in the middle of a row', length: () => 2500 },
    { what: 'between two rows', length: () => 2000 },
    { what: 'to nothing', length: () => 0 },
  ])('cut off $what', async ({ length }) => {
    const file = await write();
    await truncate(file, length((await readFile(file)).length));
    await expectMadeAgain();
  });

  test.each([0, 2400, 4999])('byte %i of its rows changed', async (at) => {
    const file = await write();
    const bytes = await readFile(file);
    bytes[at] ^= 1;
    await writeFile(file, bytes);
    await expectMadeAgain();
  });

  test('a byte of its table changed', async () => {
    const file = await write();
    const bytes = await readFile(file);
    bytes[5020] ^= 1;
    await writeFile(file, bytes);
    await expectMadeAgain();
  });

  test('other bytes put before the table', async () => {
    const file = await write();
    await writeFile(file, Buffer.concat([Buffer.alloc(ROW_BYTES), await readFile(file)]));
    await expectMadeAgain();
  });

  test('cut off while it is read', async () => {
    const file = await write();
    const rows = await open();
    await truncate(file, 1500);
    expect(Buffer.from(await rows.read([0, 1, 2, 3, 4]))).toEqual(rowsOf(KEYS));
    expect(made).toContain(1);
    expect(notes[0]).toMatch(/corrupt/);
    await rows.close();
  });

  async function expectMadeAgain(): Promise<void> {
    // The whole file goes, so rows that were read before the bad one are made in the second run.
    for (const run of [1, 2, 3]) {
      [made, notes] = [[], []];
      const rows = await open();
      expect(Buffer.from(await rows.read([0, 1, 2, 3, 4]))).toEqual(rowsOf(KEYS));
      await rows.close();
      expect(notes).toHaveLength(run === 1 ? 1 : 0);
      if (run === 1) expect(made).not.toEqual([]);
      if (run === 3) expect(made).toEqual([]);
    }
  }
});

test('two that write the same rows at once leave one file, and both read right', async () => {
  const [one, other] = await Promise.all([open(), open()]);
  const all = [0, 1, 2, 3, 4];
  const results = await Promise.all([one.read(all), other.read(all)]);
  await Promise.all([one.close(), other.close()]);
  for (const rows of results) expect(Buffer.from(rows)).toEqual(rowsOf(KEYS));
  expect(await files()).toHaveLength(1);
});

test('rows that fit into memory are read from the file once', async () => {
  const file = await write();
  const rows = await open({ memory: KEYS.length * ROW_BYTES });
  await rows.read([0, 1]);
  await writeFile(file, 'gone');
  expect(Buffer.from(await rows.read([1, 0]))).toEqual(rowsOf(['b', 'a']));
  expect(notes).toEqual([]);
  await rows.close();
});

test('without a cache rows are kept in memory at most', async () => {
  const rows = await open({ cache: undefined, memory: KEYS.length * ROW_BYTES });
  await rows.read([0, 1]);
  expect(Buffer.from(await rows.read([1, 2]))).toEqual(rowsOf(['b', 'c']));
  expect(made).toEqual([0, 1, 2]);
  await rows.close();
  expect(await files()).toEqual([]);
});

test('a disk without room keeps nothing, says so, and rows come all the same', async () => {
  const notAFolder = path.join(folder, 'file');
  await writeFile(notAFolder, '');
  const rows = await open({ cache: { folder: path.join(notAFolder, 'cache'), onNote: (note) => notes.push(note) } });
  expect(Buffer.from(await rows.read([2]))).toEqual(rowsOf(['c']));
  await rows.close();
  expect(notes).toEqual([expect.stringMatching(/^The cache in .* is no longer written to: .*ENOTDIR/)]);
});

test('the files that were not used for longest go first where the limit is passed', async () => {
  const limit = 2.9 * KEYS.length * ROW_BYTES;
  let day = 1;
  const use = async (name: string): Promise<void> => {
    const rows = await open({
      name: ['features', name],
      cache: { folder, limit, date: () => new Date(2026, 0, day++) },
    });
    await rows.read([0, 1, 2, 3, 4]);
    await rows.close();
  };
  for (const name of ['first', 'second', 'first', 'third']) await use(name);
  expect((await files()).map((file) => file.split(path.sep)[1])).toEqual(['first', 'third']);
});

test('a part that a killed process left behind goes with the oldest, that of a living one stays', async () => {
  await write();
  const [dead, living] = [`4194999-1.part`, `${process.pid}-999.part`].map((name) =>
    path.join(folder, 'features', name),
  );
  for (const file of [dead, living]) {
    await writeFile(file, Buffer.alloc(ROW_BYTES));
    await utimes(file, new Date(2020, 0, 1), new Date(2020, 0, 1));
  }
  const rows = await open({ name: ['features', 'y'], cache: { folder, limit: 12 * ROW_BYTES } });
  await rows.read([0, 1, 2, 3, 4]);
  await rows.close();
  const left = await files();
  expect(left).toContain(path.relative(folder, living));
  expect(left).not.toContain(path.relative(folder, dead));
  expect(left).toHaveLength(3);
});

test('a process that is killed while it writes harms nothing: what was whole is read, the rest is made', async () => {
  const child = fork(path.join(import.meta.dirname, 'writeForEver.mjs'), [folder, String(ROW_BYTES)]);
  const [numWritten] = (await once(child, 'message')) as [number];
  expect(numWritten).toBeGreaterThan(0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect((await files()).map((name) => path.extname(name)).sort()).toEqual(['.part', '.rows']);
  const rows = await open({ keys: ['whole', 'half'] });
  expect(rows.missing()).toEqual([1]);
  expect(Buffer.from(await rows.read([0, 1]))).toEqual(rowsOf(['whole', 'half']));
  expect(notes).toEqual([]);
  await rows.close();
});
