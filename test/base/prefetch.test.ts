import { expect, test } from 'vitest';
import { prefetch } from '../../src/base/prefetch.js';

test('values come in order, and so many are loaded ahead as were asked for', async () => {
  const started: number[] = [];
  const load = async (value: number): Promise<number> => {
    started.push(value);
    return value * 10;
  };
  const seen: [number, number, number][] = [];
  for await (const { value, loaded } of prefetch([1, 2, 3, 4, 5], load, 2)) seen.push([value, loaded, started.length]);
  expect(seen).toEqual([
    [1, 10, 3],
    [2, 20, 4],
    [3, 30, 5],
    [4, 40, 5],
    [5, 50, 5],
  ]);
});

test('with nothing ahead each is loaded when it is asked for', async () => {
  let started = 0;
  for await (const { value } of prefetch([1, 2, 3], async () => ++started, 0)) expect(started).toBe(value);
});

test('a failure is thrown where its value is asked for, and none before it', async () => {
  const load = async (value: number): Promise<number> => {
    if (value === 3) throw new Error('third');
    return value;
  };
  const seen: number[] = [];
  const all = async (): Promise<void> => {
    for await (const { value } of prefetch([1, 2, 3, 4], load, 3)) seen.push(value);
  };
  await expect(all()).rejects.toThrow('third');
  expect(seen).toEqual([1, 2]);
});

test('who stops early waits for what is under way, so that nothing is read behind their back', async () => {
  let ended = 0;
  const load = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    ended++;
  };
  for await (const _ of prefetch([1, 2, 3, 4], load, 2)) break;
  expect(ended).toBe(3);
});
