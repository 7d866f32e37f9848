import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readHolder, takeLock } from '../../src/base/fileLock.js';

const now = (): number => Date.now();
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-lock-'));
  file = path.join(folder, 'run', 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a lock is held by one, and free again once it was given back', async () => {
  const lock = await takeLock(file, { now });
  expect(lock).toBeDefined();
  expect(await takeLock(file, { now })).toBeUndefined();
  expect(await readHolder(file)).toMatchObject({ pid: process.pid, host: hostname() });
  await lock!.release();
  expect(await readHolder(file)).toBeUndefined();
  const again = await takeLock(file, { now });
  expect(again).toBeDefined();
  await again!.release();
});

test('of many that ask at once, one gets it: of a free lock, and of a stale one', async () => {
  const ended = Number(execFileSync(process.execPath, ['-p', 'process.pid']));
  for (const stale of [false, true]) {
    file = path.join(folder, String(stale), 'lock');
    if (stale) {
      await (await takeLock(file, { now }))!.release();
      writeFileSync(file, JSON.stringify({ pid: ended, host: hostname(), token: 'x' }));
    }
    const locks = await Promise.all(Array.from({ length: 20 }, () => takeLock(file, { now })));
    const held = locks.filter((lock) => lock !== undefined);
    expect(held).toHaveLength(1);
    await held[0].release();
  }
});

test('a lock of another machine, or of a number that another process got, is stale by its age alone', async () => {
  for (const holder of [
    { pid: 1, host: 'elsewhere', token: 'x' },
    { pid: process.pid, host: hostname(), token: 'x' },
  ]) {
    await (await takeLock(file, { now }))!.release();
    writeFileSync(file, JSON.stringify(holder));
    expect(await takeLock(file, { now, staleAfter: 60_000 })).toBeUndefined();
    const twoMinutesAgo = now() / 1000 - 120;
    utimesSync(file, twoMinutesAgo, twoMinutesAgo);
    const lock = await takeLock(file, { now, staleAfter: 60_000 });
    expect(lock).toBeDefined();
    await lock!.release();
  }
});

test('who holds a lock gives signs of life, and its release leaves alone the lock of one that took over', async () => {
  const lock = await takeLock(file, { now, staleAfter: 400 });
  await new Promise((resolve) => setTimeout(resolve, 900));
  expect(await takeLock(file, { now, staleAfter: 400 })).toBeUndefined();
  const other = JSON.stringify({ pid: 1, host: 'elsewhere', token: 'other' });
  writeFileSync(file, other);
  await lock!.release();
  expect(readFileSync(file, 'utf8')).toBe(other);
});

test('who lost a lock knows it, and gives no sign of life for the one that took over', async () => {
  const lock = await takeLock(file, { now, staleAfter: 400 });
  expect(await lock!.isHeld()).toBe(true);
  writeFileSync(file, JSON.stringify({ pid: 1, host: 'elsewhere', token: 'other' }));
  expect(await lock!.isHeld()).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 900));
  const other = await takeLock(file, { now, staleAfter: 400 });
  expect(other).toBeDefined();
  await lock!.release();
  expect(await other!.isHeld()).toBe(true);
  await other!.release();
});

test('a lock that cannot be read is one of nobody, and free once it is not just being written', async () => {
  for (const text of ['', '{"pid":', 'null', '{}']) {
    await (await takeLock(file, { now }))!.release();
    writeFileSync(file, text);
    expect(await readHolder(file)).toBeUndefined();
    expect(await takeLock(file, { now })).toBeUndefined();
    const threeSecondsAgo = now() / 1000 - 3;
    utimesSync(file, threeSecondsAgo, threeSecondsAgo);
    const lock = await takeLock(file, { now });
    expect(lock).toBeDefined();
    await lock!.release();
  }
});
