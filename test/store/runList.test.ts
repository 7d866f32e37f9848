import { existsSync, mkdtempSync, rmSync, statSync, utimesSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Console } from '../../src/command/console.js';
import { listRuns } from '../../src/command/listRuns.js';
import { answerRuns, RunsSession } from '../../src/notebook/runTable/runsSession.js';
import { RunList } from '../../src/store/runList.js';
import type { StoredRun } from '../../src/store/runStore.js';
import { writeFileOf, writeFinished, writeRunning } from '../fixtures/storedRuns.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-runs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (id: string, file: string, content: unknown): void => writeFileOf(folder, id, file, content);
const finished = (id: string, right: number, learningRate: number, day: number, others?: Partial<StoredRun>): void =>
  writeFinished(folder, id, { right, learningRate, day }, others);
const running = (id: string, pid?: number, host?: string): void => writeRunning(folder, id, pid, host);

const EPOCH = { time: '2026-03-09T10:01:00.000Z', event: 'epoch', epoch: 1, accuracy: 0.6, val_accuracy: 0.7 };

test('lists runs, the newest first, whether finished, training, left or damaged', async () => {
  finished('first', 8, 0.1, 1);
  finished('second', 9, 0.2, 2, { machine: { name: 'big', store: 's' }, stopped: 'early' });
  running('now');
  running('elsewhere', 1, 'another.machine');
  // Its process has ended.
  running('left', 2 ** 22 + 1);
  write('cut', 'run.json', '{"id": "cut", ');
  write('other', 'run.json', { id: 'other' });
  write('cache', 'scan.json', {});
  write('.', 'timings.json', {});
  const runs = await new RunList(folder).read();
  const statuses = Object.fromEntries(runs.map(({ id, status, machine }) => [id, `${status} ${machine}`]));
  expect(statuses).toEqual({
    first: 'finished here',
    second: 'early big',
    now: `running ${hostname()}`,
    elsewhere: 'running another.machine',
    left: 'left here',
    cut: 'damaged here',
    other: 'damaged here',
  });
  expect(runs.map(({ id }) => id).slice(-2)).toEqual(['second', 'first']);
  expect(runs.at(-1)).toMatchObject({ images: 10, accuracy: { value: 0.8 }, trainAccuracy: 0.5, seconds: 9 });
});

test('a run that gave no sign of life for long does not train', async () => {
  running('silent', 1, 'another.machine');
  const lock = path.join(folder, 'silent', 'lock');
  utimesSync(lock, new Date(), new Date(statSync(lock).mtimeMs - 130_000));
  expect((await new RunList(folder).read())[0]!.status).toBe('left');
});

test('no folder is no run, and the listing of none says so', async () => {
  expect(await new RunList(path.join(folder, 'none')).read()).toEqual([]);
  expect(existsSync(path.join(folder, 'none'))).toBe(false);
});

test('a table hears of what changed alone', async () => {
  finished('first', 8, 0.1, 1);
  const session = new RunsSession(folder);
  const all = await session.since(0);
  expect(all).toMatchObject({
    version: 1,
    order: ['first'],
    rows: [{ id: 'first', interval: [0.49, 0.94].map((end) => expect.closeTo(end, 1)) }],
  });
  expect(await session.since(1)).toEqual({ version: 1, rows: [] });

  running('now');
  const begun = await session.since(1);
  // The field in which they differ is new, so all rows are.
  expect(begun).toMatchObject({ version: 2, fields: ['learningRate'], order: ['now', 'first'] });
  expect(begun.rows.map(({ id, status, epochs, recipe }) => [id, status, epochs, recipe.learningRate])).toEqual([
    ['first', 'finished', 1, '0.1'],
    ['now', 'running', 0, '0.5'],
  ]);
  write('now', 'log.jsonl', `${JSON.stringify(EPOCH)}\n{"time": "20`);
  expect(await session.since(2)).toMatchObject({ version: 3, rows: [{ id: 'now', epochs: 1 }] });
  expect(Object.keys(await session.since(2))).not.toContain('order');

  rmSync(path.join(folder, 'now'), { recursive: true });
  expect(await session.since(3)).toMatchObject({ version: 4, fields: [], order: ['first'] });
});

test('two runs are compared: fields, McNemar, curves', async () => {
  finished('first', 1, 0.1, 1);
  finished('second', 9, 0.2, 2);
  finished('others', 9, 0.2, 3, { evaluatedOn: 'f' });
  running('now');
  const sessions = new Map([['table', new RunsSession(folder)]]);
  const compared = async (first: string, second: string) =>
    (await answerRuns({ ask: 'runs', id: 'table', version: 0, compare: [first, second] }, sessions))!.comparison!;
  const { differences, reading, curves } = await compared('first', 'second');
  expect(differences).toEqual([{ field: 'learningRate', first: '0.1', second: '0.2' }]);
  expect(reading[0]).toMatch(/^From first to second: \+80 points/);
  expect(reading[1]).toBe(
    "Of 10 images, 0 are right in the first only and 8 in the second only: McNemar's test shows a difference (p = 0.0078).",
  );
  expect((curves as { data: { values: unknown[] } }).data.values.length).toBe(4);
  expect((await compared('second', 'others')).reading[0]).toMatch(/different images/);
  expect((await compared('second', 'now')).reading).toEqual(['Not finished: now.']);
  await expect(compared('second', 'gone')).rejects.toThrow('Choose another run');
  expect(await answerRuns({ ask: 'runs', id: 'another kernel', version: 0 }, sessions)).toBeUndefined();
});

test('the command lists the runs with what distinguishes them', async () => {
  finished('first', 8, 0.1, 1);
  finished('second', 9, 0.2, 2);
  write('cut', 'run.json', '');
  const printed: string[] = [];
  const console: Console = { width: 100, print: (text) => printed.push(text), fail: () => {}, progress: () => {} };
  await listRuns(folder, console);
  const text = printed.join('\n').replaceAll('\u00a0', ' ');
  expect(text).toMatch(/^3 runs in /);
  expect(text).toMatch(
    /second +finished +90 % \(60 to 98\) +50 % +1 +9 +2026-03-02 10:00 +here\n {4}learningRate 0\.2\n/,
  );
  expect(text).toMatch(/cut +damaged/);
});

test('two thousand runs are listed quickly once they were read', async () => {
  for (let i = 0; i < 2000; i++) finished(`run${i}`, i % 10, 0.1 + (i % 3), 1);
  const session = new RunsSession(folder);
  expect((await session.since(0)).rows.length).toBe(2000);
  const begin = performance.now();
  expect((await session.since(1)).rows).toEqual([]);
  // 60 ms on an idle machine; reading all takes ten times as long.
  expect(performance.now() - begin).toBeLessThan(3000);
});
