import { random, shuffled } from '../base/random.js';

/** Whether the examples that do not fill a batch are left out of an epoch, floor(n / batchSize) steps, or are a short one. */
export type LastBatch = 'drop' | 'keep';

/** Indices of the examples of each batch of an epoch, shuffled by seed and epoch. Fewer than a batch are one. */
export function epochBatches(
  numExamples: number,
  batchSize: number,
  seed: number,
  epoch: number,
  lastBatch: LastBatch,
): number[][] {
  const order = shuffled(
    Array.from({ length: numExamples }, (_, i) => i),
    random(seed, 'order', epoch),
  );
  const size = Math.min(batchSize, numExamples);
  const steps = lastBatch === 'drop' ? Math.floor(numExamples / size) : Math.ceil(numExamples / size);
  return Array.from({ length: steps }, (_, b) => order.slice(b * size, (b + 1) * size));
}

/** Indices in order, the last batch short. */
export function inOrder(numExamples: number, batchSize: number): number[][] {
  return Array.from({ length: Math.ceil(numExamples / batchSize) }, (_, b) =>
    Array.from({ length: Math.min(batchSize, numExamples - b * batchSize) }, (_, i) => b * batchSize + i),
  );
}
