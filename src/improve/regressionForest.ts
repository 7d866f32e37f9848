import { type Random, random } from '../base/random.js';
import { mean } from '../base/sum.js';

/** Values that one input can have: an interval, or so many categories, numbered from 0. */
export type Input = { kind: 'interval'; low: number; high: number } | { kind: 'categories'; count: number };

/** A regression tree: a leaf, or a split of one input. */
export type Tree =
  | { value: number }
  | {
      input: number;
      /** Rows go left with at most this number, or where the category is this one. */
      at: number;
      left: Tree;
      right: Tree;
    };

/**
 * Fits regression trees on bootstrap draws of the rows. Each split is the one that lowers the squared error most, until the
 * rows of a leaf have one value.
 *
 * Source: Breiman 2001; the defaults of scikit-learn's `RandomForestRegressor`, which tries all inputs at each split.
 *
 * @param rows `[numRows][numInputs]`
 * @param values `[numRows]`
 */
export function regressionForest(
  rows: readonly (readonly number[])[],
  values: readonly number[],
  inputs: readonly Input[],
  { numTrees, seed }: { numTrees: number; seed: number },
): Tree[] {
  return Array.from({ length: numTrees }, (_, t) => {
    const draw = random(seed, 'forest', t);
    const drawn = rows.map(() => draw.below(rows.length));
    return grow({ rows, values, inputs, draw }, drawn);
  });
}

interface Data {
  rows: readonly (readonly number[])[];
  values: readonly number[];
  inputs: readonly Input[];
  draw: Random;
}

interface Split {
  input: number;
  at: number;
  /** What it lowers the squared error by, without what all splits share. */
  gain: number;
}

function grow(data: Data, members: readonly number[]): Tree {
  const values = members.map((i) => data.values[i]!);
  if (values.every((value) => value === values[0])) return { value: values[0]! };
  const split = bestSplit(data, members);
  if (split === undefined) return { value: mean(values) };
  const { input, at } = split;
  const isLeft = (i: number): boolean => goesLeft(data.inputs[input]!, at, data.rows[i]![input]!);
  return {
    input,
    at,
    left: grow(data, members.filter(isLeft)),
    right: grow(
      data,
      members.filter((i) => !isLeft(i)),
    ),
  };
}

/** Which side of a split a value lies on. */
export function goesLeft({ kind }: Input, at: number, value: number): boolean {
  return kind === 'interval' ? value <= at : value === at;
}

/** The split with the largest gain; of equal ones, one of a random input, as in scikit-learn. */
function bestSplit(data: Data, members: readonly number[]): Split | undefined {
  let best: Split | undefined;
  const first = data.draw.below(data.inputs.length);
  for (let i = 0; i < data.inputs.length; i++) {
    const input = (first + i) % data.inputs.length;
    const found =
      data.inputs[input]!.kind === 'interval'
        ? splitOfInterval(data, members, input)
        : splitOfCategories(data, members, input);
    if (found !== undefined && (best === undefined || found.gain > best.gain + 1e-12)) best = found;
  }
  return best;
}

function splitOfInterval({ rows, values }: Data, members: readonly number[], input: number): Split | undefined {
  const sorted = [...members].sort((a, b) => rows[a]![input]! - rows[b]![input]!);
  const total = sorted.reduce((all, i) => all + values[i]!, 0);
  let best: Split | undefined;
  let below = 0;
  for (let k = 1; k < sorted.length; k++) {
    below += values[sorted[k - 1]!]!;
    const [left, right] = [rows[sorted[k - 1]!]![input]!, rows[sorted[k]!]![input]!];
    if (left === right) continue;
    const gain = gainOf(below, k, total, sorted.length);
    if (best === undefined || gain > best.gain) best = { input, at: (left + right) / 2, gain };
  }
  return best;
}

function splitOfCategories(
  { rows, values, inputs }: Data,
  members: readonly number[],
  input: number,
): Split | undefined {
  const { count } = inputs[input] as Input & { kind: 'categories' };
  const [counts, sums] = [new Array<number>(count).fill(0), new Array<number>(count).fill(0)];
  for (const i of members) {
    counts[rows[i]![input]!]! += 1;
    sums[rows[i]![input]!]! += values[i]!;
  }
  const total = sums.reduce((all, one) => all + one, 0);
  let best: Split | undefined;
  for (let category = 0; category < count; category++) {
    const size = counts[category]!;
    if (size === 0 || size === members.length) continue;
    const gain = gainOf(sums[category]!, size, total, members.length);
    if (best === undefined || gain > best.gain) best = { input, at: category, gain };
  }
  return best;
}

function gainOf(part: number, size: number, total: number, all: number): number {
  return part ** 2 / size + (total - part) ** 2 / (all - size) - total ** 2 / all;
}
