import { group } from '../base/group.js';
import { type Random, random, shuffled } from '../base/random.js';

/** Whether the examples that do not fill a batch are left out of an epoch, floor(n / batchSize) steps, or are a short one. */
export type LastBatch = 'drop' | 'keep';

/** What an epoch is made of: every example once, or as many examples in all, of every class as many. */
export const SAMPLINGS = ['shuffled', 'balanced'] as const;
/** Examples of an epoch: each one once (`shuffled`), or each class equally often (`balanced`). */
export type Sampling = (typeof SAMPLINGS)[number];

export interface EpochOptions {
  batchSize: number;
  lastBatch: LastBatch;
  sampling: Sampling;
  seed: number;
}

/**
 * Indices of the examples of each batch of an epoch, drawn by seed and epoch. Fewer than a batch are one.
 *
 * @param labels classes of the examples, `[numExamples]`
 */
export function epochBatches(
  labels: readonly number[],
  epoch: number,
  { batchSize, lastBatch, sampling, seed }: EpochOptions,
): number[][] {
  const numExamples = labels.length;
  const draw = random(seed, 'order', epoch);
  const order = sampling === 'balanced' ? drawnByClass(labels, draw) : shuffled([...labels.keys()], draw);
  const size = Math.min(batchSize, numExamples);
  const steps = lastBatch === 'drop' ? Math.floor(numExamples / size) : Math.ceil(numExamples / size);
  return Array.from({ length: steps }, (_, b) => order.slice(b * size, (b + 1) * size));
}

/**
 * As many examples as there are: the classes that have some take turns, in a new order in each round, and each gives its
 * examples in a new order once all were given.
 *
 * Source: Kang et al. 2020, arXiv:1910.09217, class-balanced sampling; the turns are those of the authors'
 * `ClassAwareSampler` (github.com/facebookresearch/classifier-balancing).
 */
function drawnByClass(labels: readonly number[], draw: Random): number[] {
  const members = group(labels.keys(), (i) => labels[i]);
  const inTurn = <T>(values: readonly T[]): (() => T) => {
    let left: T[] = [];
    return () => {
      if (left.length === 0) left = shuffled(values, draw);
      return left.pop()!;
    };
  };
  const nextOf = new Map([...members].map(([label, own]) => [label, inTurn(own)]));
  const nextClass = inTurn([...members.keys()].sort((a, b) => a - b));
  return labels.map(() => nextOf.get(nextClass())!());
}

/** Indices in order, the last batch short. */
export function inOrder(numExamples: number, batchSize: number): number[][] {
  return Array.from({ length: Math.ceil(numExamples / batchSize) }, (_, b) =>
    Array.from({ length: Math.min(batchSize, numExamples - b * batchSize) }, (_, i) => b * batchSize + i),
  );
}
