import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readKeptLines, writeKeptLines } from '../../src/base/keptLines.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-kept-lines-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('values come back as they were, whatever their characters, also where they cross what is read at once', async () => {
  const file = path.join(folder, 'values');
  const values = Array.from({ length: 3000 }, (_, i) => ({ name: `é\u2028\n${'x'.repeat(i)}`, at: [i, null] }));
  await writeKeptLines(file, values);
  expect(await readKeptLines(file)).toEqual(values);
  expect(await readKeptLines<{ at: number[] }, number>(file, ({ at }, i) => at[0] - i)).toEqual(values.map(() => 0));
});

test('no values are kept too', async () => {
  await writeKeptLines(path.join(folder, 'none'), []);
  expect(await readKeptLines(path.join(folder, 'none'))).toEqual([]);
});

test('a file that is absent, cut short anywhere, or another one is no file', async () => {
  expect(await readKeptLines(path.join(folder, 'absent'))).toBeUndefined();
  const file = path.join(folder, 'cut');
  await writeKeptLines(file, [{ a: 1 }, { b: 2 }]);
  const whole = await readFile(file, 'utf8');
  expect(whole).toBe('{"a":1}\n{"b":2}\n2\n');
  for (let left = 0; left < whole.length - 1; left++) {
    await writeFile(file, whole.slice(0, left));
    expect(await readKeptLines(file)).toBeUndefined();
  }
  for (const other of ['{"a":1}\n2\n', `${whole}{"c":3}\n`, '[{"a":1}]']) {
    await writeFile(file, other);
    expect(await readKeptLines(file)).toBeUndefined();
  }
});
