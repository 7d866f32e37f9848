import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contents, digest, pointAt, readJson, readText } from '../../setup/files.mjs';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(tmpdir(), 'thaw-files-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test('a digest tells apart where one part ends and the next begins', () => {
  expect(digest('ab', 'c')).toMatch(/^[0-9a-f]{16}$/);
  expect(digest('ab', 'c')).toBe(digest('ab', Buffer.from('c')));
  expect(digest('ab', 'c')).not.toBe(digest('a', 'bc'));
});

test('contents are paths and bytes of all files below a folder, sorted', () => {
  fs.mkdirSync(path.join(folder, 'b'));
  fs.writeFileSync(path.join(folder, 'b', 'inner'), '2');
  fs.writeFileSync(path.join(folder, 'a'), '1');
  expect(contents(folder)).toEqual(['a', Buffer.from('1'), path.join('b', 'inner'), Buffer.from('2')]);
});

test('a file that is missing, or is no JSON, reads as undefined', () => {
  const file = path.join(folder, 'file');
  expect(readText(file)).toBeUndefined();
  expect(readJson(file)).toBeUndefined();
  fs.writeFileSync(file, '{"half":');
  expect(readText(file)).toBe('{"half":');
  expect(readJson(file)).toBeUndefined();
  fs.writeFileSync(file, '{"whole":1}');
  expect(readJson(file)).toEqual({ whole: 1 });
});

test('a link is made to point at its target, whatever was there, and left alone where it does', () => {
  const link = path.join(folder, 'made', 'link');
  expect(pointAt(link, '/one')).toBe(true);
  expect(pointAt(link, '/one')).toBe(false);
  expect(pointAt(link, '/two')).toBe(true);
  fs.rmSync(link);
  fs.mkdirSync(path.join(link, 'below'), { recursive: true });
  expect(pointAt(link, '/two')).toBe(true);
  expect(fs.readlinkSync(link)).toBe('/two');
});
