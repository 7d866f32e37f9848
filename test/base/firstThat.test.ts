import { expect, test } from 'vitest';
import { firstThat } from '../../src/base/firstThat.js';

const numbers = Array.from({ length: 1000 }, (_, i) => i);

test('the first that pass are taken, and no more is looked at than that takes', async () => {
  const seen: number[] = [];
  const odd = await firstThat(numbers, 5, async (piece) => {
    seen.push(...piece);
    return piece.filter((i) => i % 2 === 1).map((i) => `${i}`);
  });
  expect(odd).toEqual(['1', '3', '5', '7', '9']);
  expect(seen).toHaveLength(10);
});

test('where fewer pass, all are looked at', async () => {
  expect(await firstThat(numbers, 3, async (piece) => piece.filter((i) => i === 999))).toEqual([999]);
  expect(await firstThat([], 3, async () => [1])).toEqual([]);
});
