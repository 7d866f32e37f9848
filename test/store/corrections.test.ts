import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import type { Correction } from '../../src/dataset/corrections.js';
import { changeCorrections, correctionsFile, readCorrections } from '../../src/store/corrections.js';

const runs = mkdtempSync(path.join(tmpdir(), 'thaw-corrections-'));
const file = correctionsFile(runs);
afterAll(() => rmSync(runs, { recursive: true }));

const correction = (name: string): Correction => ({
  date: '2026-03-01T10:00:00.000Z',
  folder: '/images',
  file: `a/${name}.jpg`,
  digest: 'a'.repeat(64),
  from: 'a',
  to: 'b',
  by: 'suspect-label',
});

test('without a file there are none; what is added is read again', async () => {
  rmSync(file, { force: true });
  expect(await readCorrections(file)).toEqual([]);
  await changeCorrections(file, (all) => [...all, correction('1')]);
  await changeCorrections(file, (all) => [...all, { ...correction('2'), to: null }]);
  expect(await readCorrections(file)).toEqual([correction('1'), { ...correction('2'), to: null }]);
});

test('of changes at the same time none is lost, and nothing else stays in the folder', async () => {
  rmSync(file, { force: true });
  const names = Array.from({ length: 12 }, (_, i) => String(i));
  await Promise.all(names.map((name) => changeCorrections(file, (all) => [...all, correction(name)])));
  expect((await readCorrections(file)).map((one) => one.file).sort()).toEqual(names.map((n) => `a/${n}.jpg`).sort());
  expect(readdirSync(runs)).toEqual(['corrections.json']);
});

test.each([
  ['a half', '{"version": 1, "corrections": [', 'is expected to be JSON'],
  ['nothing', '', 'is expected to be JSON'],
  ['another version', '{"version": 2, "corrections": []}', "Field 'version' of the file"],
  [
    'a path out of the folder',
    JSON.stringify({ version: 1, corrections: [{ ...correction('x'), file: 'a/../../x' }] }),
    "Field 'corrections.0.file'",
  ],
  [
    'no digest',
    JSON.stringify({ version: 1, corrections: [{ ...correction('x'), digest: '1' }] }),
    "Field 'corrections.0.digest'",
  ],
])('a file with %s is an error that names it, and stays as it is', async (_, content, message) => {
  writeFileSync(file, content);
  for (const attempt of [readCorrections(file), changeCorrections(file, () => [])]) {
    const error = await attempt.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toContain(file);
    expect((error as Error).message).toContain(message);
  }
  expect(readFileSync(file, 'utf8')).toBe(content);
  expect(readdirSync(runs)).toEqual(['corrections.json']);
});
