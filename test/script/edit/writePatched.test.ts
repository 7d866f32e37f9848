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
import type { Call } from '../../../src/script/edit/callArguments.js';
import { setKeyword } from '../../../src/script/edit/keywords.js';
import { patchedText } from '../../../src/script/edit/patchedText.js';
import { bytesOf, readSource, sourceOf } from '../../../src/script/edit/sourceFile.js';
import { writePatched } from '../../../src/script/edit/writePatched.js';
import { parseSource } from '../../../src/script/syntax/parseScript.js';
import { edits, python } from './parsed.js';

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

test.each([
  ['Latin-1', Buffer.from('# -*- coding: latin-1 -*-\nf(1)\ng("é", 1)\r\n', 'latin1')],
  [
    'Windows-1251',
    Buffer.from([...Buffer.from('# coding: cp1251\nf(1)\ng("'), 0xe9, 0xff, ...Buffer.from('", 1)\r\n')]),
  ],
  [
    'GBK',
    Buffer.from([...Buffer.from('# coding: gbk\nf(1)\ng("'), 0xc4, 0xe3, 0xba, 0xc3, ...Buffer.from('", 1)\r\n')]),
  ],
  ['no encoding that fits', Buffer.from('#\nf(1)\ng("é", 1)\r\n', 'latin1')],
])('a script in %s is edited, and its other bytes stay', async (_, bytes) => {
  const source = sourceOf('train.py', bytes);
  const script = await parseSource('train.py', source.text, { python });
  const [f, g] = script.body.map((statement) => (statement.type === 'Expr' ? statement.value : undefined)) as [
    Call,
    Call,
  ];
  const text = patchedText(
    source,
    script,
    [f, g].flatMap((call) => edits(setKeyword(script, call, 'a', '2'))),
  );
  const expected = bytes.toString('latin1').replace('f(1)', 'f(1, a=2)').replace(', 1)', ', 1, a=2)');
  expect(bytesOf(source, text).toString('latin1')).toBe(expected);
});

test('UTF-16, which Python does not run, is not written', () => {
  const source = sourceOf('train.py', Buffer.from('\uFEFFa = 1\n', 'utf16le'));
  expect(source.refused).toContain('save it as UTF-8');
  expect(() => bytesOf(source, source.text)).toThrow(UserError);
});
