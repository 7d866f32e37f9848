import { expect, test } from 'vitest';
import { epochBatches, type Sampling } from '../../src/training/batches.js';

/** Sixty of the first class, thirty of the second, six of the third, and none of the fourth. */
const LABELS = Array.from({ length: 96 }, (_, i) => (i < 60 ? 0 : i < 90 ? 1 : 2));

function epoch(number: number, sampling: Sampling, seed = 42): number[] {
  return epochBatches(LABELS, number, { batchSize: 8, lastBatch: 'keep', sampling, seed }).flat();
}

function count(examples: readonly number[]): number[] {
  return [0, 1, 2].map((label) => examples.filter((i) => LABELS[i] === label).length);
}

test('a shuffled epoch has every example once, in an order of its own', () => {
  expect([...epoch(1, 'shuffled')].sort((a, b) => a - b)).toEqual([...LABELS.keys()]);
  expect(epoch(1, 'shuffled')).not.toEqual(epoch(2, 'shuffled'));
  expect(epoch(1, 'shuffled')).toEqual(epoch(1, 'shuffled'));
});

test('a balanced epoch is as long, and has every class as often', () => {
  const drawn = epoch(1, 'balanced');
  expect(drawn).toHaveLength(96);
  expect(count(drawn)).toEqual([32, 32, 32]);
  // In every round of three each class stands once.
  for (let i = 0; i < 96; i += 3) expect(count(drawn.slice(i, i + 3))).toEqual([1, 1, 1]);
  const orders = new Set(
    Array.from({ length: 32 }, (_, i) =>
      drawn
        .slice(3 * i, 3 * i + 3)
        .map((k) => LABELS[k])
        .join(),
    ),
  );
  expect(orders.size).toBeGreaterThan(3);
});

test('a balanced epoch repeats an example of a small class only after all of its class', () => {
  const drawn = epoch(1, 'balanced');
  const times = (label: number): number[] =>
    [...LABELS.keys()].filter((i) => LABELS[i] === label).map((i) => drawn.filter((k) => k === i).length);
  expect(Math.max(...times(0))).toBe(1);
  expect(new Set(times(1))).toEqual(new Set([1, 2]));
  expect(new Set(times(2))).toEqual(new Set([5, 6]));
});

test('a balanced epoch follows from seed and epoch', () => {
  expect(epoch(1, 'balanced')).toEqual(epoch(1, 'balanced'));
  expect(epoch(1, 'balanced')).not.toEqual(epoch(2, 'balanced'));
  expect(epoch(1, 'balanced')).not.toEqual(epoch(1, 'balanced', 43));
});
