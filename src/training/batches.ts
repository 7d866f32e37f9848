import { group } from '../base/group.js';
import { type Random, random, shuffled } from '../base/random.js';

/** Whether an epoch drops the examples that do not fill a batch (floor(n / batchSize) steps), or keeps them as a short batch. */
export type LastBatch = 'drop' | 'keep';

/** Examples of an epoch: every example once, or as many in total with equally many of every class. */
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
 * Indices of the examples of each batch of an epoch, drawn by seed and epoch. Fewer examples than a batch are one batch.
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
 * As many examples as there are: the classes take turns, in a new order in each round, and the examples of a class come in
 * a new order after all of them were drawn. Classes without examples are skipped.
 *
 * Source: Kang et al. 2020, arXiv:1910.09217, class-balanced sampling; the turns are those of the authors'
 * `ClassAwareSampler` (github.com/facebookresearch/classifier-balancing).
 */
function drawnByClass(labels: readonly number[], draw: Random): number[] {
  const members = group(labels.keys(), (i) => labels[i]!);
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
