import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { locked } from '../../setup/lock.mjs';

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(tmpdir(), 'thaw-locked-'));
  file = path.join(folder, 'made', 'lock');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test('one works at a time, the others wait and say so', async () => {
  const said = vi.spyOn(console, 'log').mockImplementation(() => {});
  let working = 0;
  const work = async (): Promise<number> => {
    working++;
    await vi.waitFor(() => expect(said).toHaveBeenCalled(), 60_000);
    return working--;
  };
  expect(await Promise.all([locked(file, work), locked(file, work)])).toEqual([1, 1]);
  expect(said.mock.calls).toEqual([['Another setup is running: waiting for it.']]);
  said.mockRestore();
});

test('a lock is given back where the work fails', async () => {
  await expect(locked(file, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(fs.existsSync(file)).toBe(false);
});

test('the lock of a setup that was killed is taken over at once', async () => {
  const said = vi.spyOn(console, 'log');
  const pid = Number(execFileSync(process.execPath, ['-p', 'process.pid']));
  fs.mkdirSync(path.dirname(file));
  fs.writeFileSync(file, JSON.stringify({ pid, host: hostname(), token: 'x' }));
  expect(await locked(file, () => 'done')).toBe('done');
  expect(said).not.toHaveBeenCalled();
});
