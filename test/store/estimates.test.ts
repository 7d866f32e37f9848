import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { estimate, estimateText, learnTime, tookText, type Work } from '../../src/store/estimates.js';
import { timedWork } from '../../src/store/timedWork.js';

let runs: string;
beforeEach(() => {
  runs = mkdtempSync(path.join(tmpdir(), 'thaw-estimates-'));
});
afterEach(() => rmSync(runs, { recursive: true }));

const work = (name: string, calculated = 60): Work => ({ kind: 'checks of a recipe', name, calculated });

test('the first estimate on a machine is the calculated one, and says that it is rough', async () => {
  const first = await estimate(runs, work('a'));
  expect(first).toEqual({ seconds: 60, isRough: true });
  expect(estimateText(first)).toBe('1 min (a rough estimate, the first on this machine)');
});

test('work that took 2.6 times its estimate makes the next estimate 2.6 times as long', async () => {
  await learnTime(runs, work('a'), 156);
  const next = await estimate(runs, work('b', 30));
  expect(next).toEqual({ seconds: 78, isRough: false });
  expect(estimateText(next)).toBe('1 min');
});

test('one slow time among several does not decide, and kinds do not mix', async () => {
  for (const [name, seconds] of [
    ['a', 120],
    ['b', 126],
    ['c', 1200],
  ] as const) {
    await learnTime(runs, work(name), seconds);
  }
  expect((await estimate(runs, work('d'))).seconds).toBeCloseTo(126);
  expect((await estimate(runs, { ...work('d'), kind: 'checks of images' })).isRough).toBe(true);
});

test('what the cache made quick is not learned: the same work again, and work that reads what other work computed', async () => {
  await learnTime(runs, work('a'), 156);
  await learnTime(runs, work('a'), 60);
  await learnTime(runs, work('b'), 3);
  expect((await estimate(runs, work('c'))).seconds).toBeCloseTo(156);
});

test('a training that finds nothing in the cache is learned from, however quick it is', async () => {
  const training: Work = { kind: 'training of unfrozen layers', name: 'a', calculated: 60 };
  await learnTime(runs, training, 6);
  expect((await estimate(runs, { ...training, name: 'b' })).seconds).toBeCloseTo(6);
});

test('the latest times count, so that a machine that became faster is learned', async () => {
  for (let i = 0; i < 9; i++) await learnTime(runs, work(`slow ${i}`), 120);
  for (let i = 0; i < 9; i++) await learnTime(runs, work(`fast ${i}`), 60);
  expect((await estimate(runs, work('next'))).seconds).toBeCloseTo(60);
});

test('nothing is learned from an estimate of nothing, and a damaged file is written anew', async () => {
  await learnTime(runs, work('a', 0), 5);
  expect((await estimate(runs, work('b'))).isRough).toBe(true);
  writeFileSync(path.join(runs, 'timings.json'), '{"half');
  expect((await estimate(runs, work('b'))).isRough).toBe(true);
  await learnTime(runs, work('a'), 90);
  expect((await estimate(runs, work('b'))).seconds).toBe(90);
  expect(JSON.parse(readFileSync(path.join(runs, 'timings.json'), 'utf8'))).toBeTypeOf('object');
});

test('at its end, work says how long it took and what was estimated, and teaches the next estimate', async () => {
  let now = 0;
  const first = timedWork(runs, () => now);
  expect(await first.begin(work('a'))).toContain('rough');
  now = 156_000;
  expect(await first.end()).toBe('took 2 min 36 s, estimated 1 min');
  expect(await timedWork(runs, () => now).begin(work('b'))).toBe('3 min');
});

test('both times are in words', () => {
  expect(tookText(8.34, { seconds: 31, isRough: false })).toBe('took 8.3 s, estimated 35 s');
});
