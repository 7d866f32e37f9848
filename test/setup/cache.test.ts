import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeCache } from '../../setup/cache.mjs';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(tmpdir(), 'thaw-cache-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test('the cache gets its two folders, and keeps what is in them', () => {
  const cache = path.join(folder, 'thaw');
  makeCache(cache);
  fs.writeFileSync(path.join(cache, 'addons', 'kept.node'), '');
  makeCache(cache);
  expect(fs.readdirSync(cache).sort()).toEqual(['addons', 'environments']);
  expect(fs.readdirSync(path.join(cache, 'addons'))).toEqual(['kept.node']);
});

test('a cache that cannot be written is named, with what to do', () => {
  fs.writeFileSync(path.join(folder, 'file'), '');
  const cache = path.join(folder, 'file', 'thaw');
  expect(() => makeCache(cache)).toThrow(`The cache folder ${cache} cannot be written (ENOTDIR).\nMake it writable`);
});
