import { expect, test } from 'vitest';
import { epochBatches, imagesOfEpoch, type Sampling, stepsOfEpoch } from '../../src/training/batches.js';

/** Sixty of the first class, thirty of the second, six of the third, and none of the fourth. */
const LABELS = Array.from({ length: 96 }, (_, i) => (i < 60 ? 0 : i < 90 ? 1 : 2));

function epoch(number: number, sampling: Sampling, seed = 42): number[] {
  return epochBatches(LABELS, number, { batchSize: 8, lastBatch: 'keep', stepsPerEpoch: null, sampling, seed }).flat();
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

/** Ten examples in batches of three: three batches are a pass where the last one is dropped, four where it is kept. */
function batchesOf(stepsPerEpoch: number | null, lastBatch: 'drop' | 'keep', epochs: number): number[][][] {
  const options = { batchSize: 3, lastBatch, stepsPerEpoch, sampling: 'shuffled', seed: 1 } as const;
  return Array.from({ length: epochs }, (_, i) => epochBatches(Array(10).fill(0), i + 1, options));
}

test.each(['drop', 'keep'] as const)('epochs of other lengths go on where the one before ended: %s', (lastBatch) => {
  const passes = batchesOf(null, lastBatch, 4).flat();
  for (const steps of [1, 2, 5]) {
    const epochs = batchesOf(steps, lastBatch, 2);
    expect(epochs.map((batches) => batches.length)).toEqual([steps, steps]);
    expect(epochs.flat()).toEqual(passes.slice(0, 2 * steps));
  }
});

test('steps and images of an epoch are those of its batches', () => {
  for (const lastBatch of ['drop', 'keep'] as const) {
    for (const stepsPerEpoch of [null, 2, 5]) {
      const options = { batchSize: 3, lastBatch, stepsPerEpoch };
      expect(stepsOfEpoch(10, options)).toBe(batchesOf(stepsPerEpoch, lastBatch, 1)[0]!.length);
    }
  }
  expect([null, 2, 5].map((stepsPerEpoch) => imagesOfEpoch(10, { batchSize: 3, stepsPerEpoch }))).toEqual([10, 6, 15]);
  expect(imagesOfEpoch(10, { batchSize: 32, stepsPerEpoch: 2 })).toBe(20);
});

test('fewer examples than a batch are one batch', () => {
  const options = { batchSize: 32, stepsPerEpoch: null, sampling: 'shuffled', seed: 1 } as const;
  for (const lastBatch of ['drop', 'keep'] as const)
    expect(epochBatches([0, 0, 1], 1, { ...options, lastBatch })).toEqual([expect.toSatisfy((b) => b.length === 3)]);
});
