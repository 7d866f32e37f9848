import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { digest, digestOfBytes, digestOfFile, digestOfList } from '../../src/base/digest.js';

test("a file's digest is its SHA-256", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-digest-'));
  try {
    await writeFile(path.join(folder, 'abc'), 'abc');
    // FIPS 180-4, the example of one block
    const sum = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await digestOfFile(path.join(folder, 'abc'))).toBe(sum);
    expect(digestOfBytes(Buffer.from('abc'))).toBe(sum);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the same parts give the same digest, and parts do not run into each other', () => {
  expect(digest('a', 'b', { c: [1, 2] })).toBe(digest('a', 'b', { c: [1, 2] }));
  const all = [digest('ab'), digest('a', 'b'), digest('b', 'a'), digest('', 'ab'), digest('ab', '')];
  expect(new Set(all).size).toBe(all.length);
});

test('a list has the digest of its JSON, of whatever length', () => {
  for (const length of [0, 1, 1023, 1024, 1025, 5000]) {
    const list = Array.from({ length }, (_, i) => [`a,"b]${i}`, i, undefined, { i }]);
    expect(digestOfList({ version: 2 }, 'list', list)).toBe(digest({ version: 2, list }));
    expect(digestOfList({}, 'list', list)).toBe(digest({ list }));
  }
});

test('one bit of a weight changes the digest', () => {
  const weights = Float32Array.from([1, 2, 3]);
  const before = digest('layer', new Uint8Array(weights.buffer));
  const bits = new Uint32Array(weights.buffer);
  bits[1] ^= 1;
  expect(digest('layer', new Uint8Array(weights.buffer))).not.toBe(before);
  bits[1] ^= 1;
  expect(digest('layer', new Uint8Array(weights.buffer))).toBe(before);
});
