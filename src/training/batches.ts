import { group } from '../base/group.js';
import { type Random, random, shuffled } from '../base/random.js';

/** Whether an epoch drops the examples that do not fill a batch (floor(n / batchSize) steps), or keeps them as a short batch. */
export type LastBatch = 'drop' | 'keep';

/** Examples of an epoch: every example once, or as many in total with equally many of every class. */
export const SAMPLINGS = ['shuffled', 'balanced'] as const;
/** Examples of an epoch: each one once (`shuffled`), or each class equally often (`balanced`). */
export type Sampling = (typeof SAMPLINGS)[number];

/** How examples are drawn in batches. */
export interface PassOptions {
  batchSize: number;
  lastBatch: LastBatch;
  sampling: Sampling;
  seed: number;
}

export interface EpochOptions extends PassOptions {
  /** Batches of an epoch; null: those of a pass through the examples. */
  stepsPerEpoch: number | null;
}

/**
 * Indices of the examples of each batch of an epoch. Epochs of fewer or more batches than a pass through the examples go on
 * where the epoch before ended, as Keras' `fit` does with a generator and `steps_per_epoch`.
 *
 * @param labels classes of the examples, `[numExamples]`
 * @param epoch counted from 1
 */
export function epochBatches(labels: readonly number[], epoch: number, options: EpochOptions): number[][] {
  const { stepsPerEpoch } = options;
  if (stepsPerEpoch === null) return passBatches(labels, epoch, options);
  const perPass = stepsOfPass(labels.length, options);
  const begin = (epoch - 1) * stepsPerEpoch;
  const drawn = new Map<number, number[][]>();
  return Array.from({ length: stepsPerEpoch }, (_, i) => {
    const pass = Math.floor((begin + i) / perPass) + 1;
    const batches = drawn.get(pass) ?? passBatches(labels, pass, options);
    drawn.set(pass, batches);
    return batches[(begin + i) % perPass]!;
  });
}

/** Batches of a pass through so many examples, one at least. Fewer examples than a batch are one batch. */
export function stepsOfPass(
  numExamples: number,
  { batchSize, lastBatch }: Pick<PassOptions, 'batchSize' | 'lastBatch'>,
): number {
  const steps = numExamples / batchSize;
  return Math.max(1, lastBatch === 'drop' ? Math.floor(steps) : Math.ceil(steps));
}

/** Training steps of an epoch. */
export function stepsOfEpoch(
  numExamples: number,
  { stepsPerEpoch, ...options }: Pick<EpochOptions, 'batchSize' | 'lastBatch' | 'stepsPerEpoch'>,
): number {
  return stepsPerEpoch ?? stepsOfPass(numExamples, options);
}

/** Images of an epoch, each counted as often as it is seen: those that a last batch drops are counted, too. */
export function imagesOfEpoch(
  numExamples: number,
  { stepsPerEpoch, batchSize }: Pick<EpochOptions, 'batchSize' | 'stepsPerEpoch'>,
): number {
  return stepsPerEpoch === null ? numExamples : stepsPerEpoch * Math.min(batchSize, numExamples);
}

/** The batches of a pass, drawn by seed and number of the pass. */
function passBatches(labels: readonly number[], pass: number, options: PassOptions): number[][] {
  const { batchSize, sampling, seed } = options;
  const draw = random(seed, 'order', pass);
  const order = sampling === 'balanced' ? drawnByClass(labels, draw) : shuffled([...labels.keys()], draw);
  return Array.from({ length: stepsOfPass(labels.length, options) }, (_, b) =>
    order.slice(b * batchSize, (b + 1) * batchSize),
  );
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
