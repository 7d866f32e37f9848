import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { isRunning } from '../../src/base/isRunning.js';

test('this process and that of another user run, one that has ended does not', () => {
  expect(isRunning(process.pid)).toBe(true);
  expect(isRunning(1)).toBe(true);
  expect(isRunning(Number(execFileSync(process.execPath, ['-p', 'process.pid'])))).toBe(false);
});
