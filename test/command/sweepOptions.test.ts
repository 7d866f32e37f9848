import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { neededQueue } from '../../src/command/queueOptions.js';
import { readSweepOptions } from '../../src/command/sweepOptions.js';
import { readWorkerOptions } from '../../src/command/workerOptions.js';

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-sweep-options-'));
const file = path.join(folder, 'sweep.json');
writeFileSync(file, '{}');
afterAll(() => rmSync(folder, { recursive: true }));

const QUEUE = 'redis://host:6379';

test('a file is enough: this machine trains, one run at a time', () => {
  expect(readSweepOptions([file])).toEqual({ file, processes: 1, takesBack: false });
});

test('a queue is named, with what Ctrl-C does', () => {
  expect(readSweepOptions([file, '--queue', QUEUE, '--take-back'])).toMatchObject({ queue: QUEUE, takesBack: true });
});

test.each([
  [[], /expected to have one file.*Received: none/],
  [[file, file], /expected to have one file/],
  [[`${file}x`], /The file of a sweep is expected/],
  [[file, '--take-back'], /--take-back needs a queue/],
  [[file, '--queue', QUEUE, '--processes', '2'], /--queue or --processes is expected/],
  [[file, '--processes', '0'], /--processes is expected to be a whole number/],
  [[file, '--queue', 'host:6379'], /A queue is expected as the address of a Redis server/],
])('%j is an error', (words, message) => {
  expect(() => readSweepOptions(words)).toThrow(message);
});

test('a worker needs a queue, and takes one job at a time', () => {
  expect(readWorkerOptions(['--queue', QUEUE])).toEqual({ queue: QUEUE, jobs: 1, untilEmpty: false });
  expect(
    readWorkerOptions(['--queue', QUEUE, '--jobs', '3', '--until-empty', '--name', 'gpu-1', '--data', folder]),
  ).toEqual({
    ...{ queue: QUEUE, jobs: 3, untilEmpty: true, name: 'gpu-1', dataFolder: folder },
  });
  expect(() => readWorkerOptions(['--queue', QUEUE, '--jobs', 'x'])).toThrow('--jobs is expected to be a whole number');
  expect(() => readWorkerOptions(['--queue', QUEUE, folder])).toThrow('`worker` takes options only');
});

test('a queue may come from the environment', () => {
  expect(neededQueue(undefined, 'thaw queue', { THAW_QUEUE: QUEUE })).toBe(QUEUE);
  expect(neededQueue('redis://other', 'thaw queue', { THAW_QUEUE: QUEUE })).toBe('redis://other');
  expect(() => neededQueue(undefined, 'thaw queue', { THAW_QUEUE: '' })).toThrow(
    '`thaw queue` is expected to have the address of a queue. Received: none.',
  );
});

test('--help asks for nothing', () => {
  expect([readSweepOptions(['--help']), readWorkerOptions(['-h'])]).toEqual([undefined, undefined]);
});
