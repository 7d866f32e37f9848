import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../../src/base/errors.js';
import { bytesOf, readSource, sourceOf } from '../../../src/script/edit/sourceFile.js';
import { writePatched } from '../../../src/script/edit/writePatched.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-write-'));
  file = path.join(folder, 'train.py');
  writeFileSync(file, 'before\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a patched file keeps its mode, and what it held as a copy', async () => {
  chmodSync(file, 0o755);
  const { copy } = await writePatched(await readSource(file), 'after\n');
  expect(copy).toBe(`${file}.orig`);
  expect(readFileSync(file, 'utf8')).toBe('after\n');
  expect(readFileSync(copy, 'utf8')).toBe('before\n');
  expect(statSync(file).mode & 0o777).toBe(0o755);
  expect(readdirSync(folder).sort()).toEqual(['train.py', 'train.py.orig']);
});

test('a copy that is there is not written over', async () => {
  writeFileSync(`${file}.orig`, 'first\n');
  writeFileSync(`${file}.orig1`, 'second\n');
  const { copy } = await writePatched(await readSource(file), 'after\n');
  expect(copy).toBe(`${file}.orig2`);
  expect(readFileSync(`${file}.orig`, 'utf8')).toBe('first\n');
  expect(readFileSync(`${file}.orig1`, 'utf8')).toBe('second\n');
});

test.each<[string, () => void, RegExp]>([
  ['was changed', () => writeFileSync(file, 'other\n'), /as it was read/],
  ['was removed', () => rmSync(file), /as it was read/],
  ['is read-only', () => chmodSync(file, 0o444), /writable/],
])('a file that %s since it was read is left alone', async (_, change, expected) => {
  const source = await readSource(file);
  change();
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  const error = await writePatched(source, 'after\n').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toMatch(expected);
  expect(existsSync(file) ? readFileSync(file, 'utf8') : undefined).toBe(before);
  expect(readdirSync(folder).filter((name) => name !== 'train.py')).toEqual([]);
});

test('a symbolic link is not replaced, and the file that it points to is named', async () => {
  const link = path.join(folder, 'link.py');
  symlinkSync('train.py', link);
  const error = await writePatched(await readSource(link), 'after\n').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toContain(file);
  expect(readFileSync(file, 'utf8')).toBe('before\n');
});

test.each<[string, Buffer]>([
  ['a byte order mark', Buffer.from('\uFEFFé = 1\n')],
  ['Latin-1', Buffer.from('# -*- coding: latin-1 -*-\né = "ü"\r\n', 'latin1')],
  [
    'bytes that are no text',
    Buffer.from([0x61, 0x80, 0xe9, 0x80, 0x0a, 0xf0, 0x9f, 0x98, 0x80, 0xf0, 0x9f, 0xed, 0xa0, 0x80]),
  ],
  ['letters of four bytes', Buffer.from('x = "😀"\n')],
])('the bytes of a file are kept: %s', (_, bytes) => {
  const source = sourceOf('train.py', bytes);
  expect(bytesOf(source, source.text)).toEqual(bytes);
});

test('a file of another encoding takes ASCII only', () => {
  const source = sourceOf('train.py', Buffer.from('a = "é"\n', 'latin1'));
  expect(bytesOf(source, source.text.replace('a', 'b')).toString('latin1')).toBe('b = "é"\n');
  expect(() => bytesOf(source, `${source.text}# ü\n`)).toThrow(UserError);
  const declared = sourceOf('train.py', Buffer.from('# coding: cp1252\na = 1\n'));
  expect(() => bytesOf(declared, `${declared.text}# ü\n`)).toThrow(UserError);
});
