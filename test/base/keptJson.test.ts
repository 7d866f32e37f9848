import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keptJson, readKeptJson } from '../../src/base/keptJson.js';

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-kept-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('what was made once is read, and what is damaged is made again', async () => {
  const file = path.join(folder, 'sub', 'kept.json');
  expect(await keptJson(file, () => ({ most: 1 }))).toEqual({ most: 1 });
  expect(await keptJson(file, () => ({ most: 2 }))).toEqual({ most: 1 });
  writeFileSync(file, '{"mos');
  expect(await keptJson(file, () => ({ most: 3 }))).toEqual({ most: 3 });
  expect(readFileSync(file, 'utf8')).toBe('{"most":3}\n');
});

test('a file that is not there is not damaged, and one that cannot be opened is neither', async () => {
  const damaged: string[] = [];
  const read = (file: string) => readKeptJson(file, { onDamaged: () => damaged.push(file) });
  expect(await read(path.join(folder, 'none'))).toBeUndefined();
  await expect(read(folder)).rejects.toThrow('EISDIR');
  expect(damaged).toEqual([]);
});
