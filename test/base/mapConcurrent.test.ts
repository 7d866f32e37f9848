import { expect, test } from 'vitest';
import { mapConcurrent } from '../../src/base/mapConcurrent.js';

test('results stand in the order of the values, whichever is done first', async () => {
  const waits = [30, 1, 20, 5, 0];
  const done: number[] = [];
  const results = await mapConcurrent(waits, async (wait, index) => {
    await new Promise((resolve) => setTimeout(resolve, wait));
    done.push(index);
    return wait * 10;
  });
  expect(results).toEqual([300, 10, 200, 50, 0]);
  expect(done).not.toEqual([0, 1, 2, 3, 4]);
});

test('no more calls are under way than the width, and no fewer while there are values', async () => {
  let [underWay, most] = [0, 0];
  await mapConcurrent(
    Array.from({ length: 20 }, (_, i) => i),
    async () => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay--;
    },
    3,
  );
  expect(most).toBe(3);
});

test('an error of one call is the error of all', async () => {
  const failing = mapConcurrent([1, 2, 3], async (value) => {
    if (value === 2) throw new Error('the second');
    return value;
  });
  await expect(failing).rejects.toThrow('the second');
});

test('when an error comes out, nothing is under way any more and nothing new begins', async () => {
  let [begun, underWay] = [0, 0];
  const failing = mapConcurrent(
    Array.from({ length: 20 }, (_, i) => i),
    async (value) => {
      begun++;
      underWay++;
      for (let i = 0; i < value; i++) await new Promise((resolve) => setImmediate(resolve));
      underWay--;
      if (value === 1) throw new Error('the second');
    },
    4,
  );
  await expect(failing).rejects.toThrow('the second');
  expect(underWay).toBe(0);
  expect(begun).toBeLessThan(8);
});

test('no values give no results', async () => {
  expect(await mapConcurrent([], async (value) => value)).toEqual([]);
});
