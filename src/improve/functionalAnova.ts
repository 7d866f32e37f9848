import { mean, product, sum } from '../base/sum.js';
import type { Input, Tree } from './regressionForest.js';

/** Part of the space that a leaf predicts: the ends of an interval, or which categories, for each input. */
type Box = readonly (readonly [low: number, high: number] | readonly boolean[])[];

interface Leaf {
  value: number;
  box: Box;
  /** Share of each input's range that the box has. */
  shares: number[];
}

/**
 * Share of the variance of a forest's predictions over the whole space that each input explains by itself, the mean over the
 * trees. What is missing to 1 lies in the interactions.
 *
 * Source: Hutter et al. 2014, "An Efficient Approach for Assessing Hyperparameter Importance". Categories are one input each,
 * where Optuna's `FanovaImportanceEvaluator` encodes them in several; for numbers both are the same.
 *
 * @returns `[numInputs]`, each in [0, 1]; all 0 where every tree is constant
 */
export function sharesOfVariance(trees: readonly Tree[], inputs: readonly Input[]): number[] {
  const ofTrees = trees.flatMap((tree) => {
    const leaves = leavesOf(tree, inputs);
    const volumes = leaves.map(({ shares }) => product(shares));
    const total = variance(
      leaves.map(({ value }) => value),
      volumes,
    );
    return total > 0 ? [inputs.map((_, input) => marginalVariance(leaves, inputs, input) / total)] : [];
  });
  return inputs.map((_, input) => (ofTrees.length === 0 ? 0 : mean(ofTrees, (shares) => shares[input]!)));
}

/** Variance of the mean prediction as a function of one input, over all values of the others. */
function marginalVariance(leaves: readonly Leaf[], inputs: readonly Input[], input: number): number {
  const cells = cellsOf(leaves, inputs[input]!, input);
  const values = cells.map(({ at }) =>
    sum(leaves, ({ value, box, shares }) =>
      isIn(box[input]!, at) ? value * product(shares.filter((_, other) => other !== input)) : 0,
    ),
  );
  return variance(
    values,
    cells.map(({ size }) => size),
  );
}

/** Values of an input that no leaf treats differently, each by one of them. */
function cellsOf(leaves: readonly Leaf[], input: Input, index: number): { at: number; size: number }[] {
  if (input.kind === 'categories') return Array.from({ length: input.count }, (_, at) => ({ at, size: 1 }));
  const ends = new Set(leaves.flatMap(({ box }) => box[index] as readonly number[]));
  const sorted = [...ends].sort((a, b) => a - b);
  return sorted.slice(1).map((high, i) => ({ at: (sorted[i]! + high) / 2, size: high - sorted[i]! }));
}

function isIn(side: Box[number], at: number): boolean {
  if (typeof side[0] === 'boolean') return side[at] as boolean;
  const [low, high] = side as readonly [number, number];
  return at > low && at <= high;
}

function leavesOf(tree: Tree, inputs: readonly Input[]): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (node: Tree, box: Box): void => {
    if ('value' in node) {
      leaves.push({ value: node.value, box, shares: box.map((side, i) => shareOf(side, inputs[i]!)) });
      return;
    }
    const { input, at } = node;
    const [left, right] = parts(box[input]!, at);
    visit(
      node.left,
      box.map((side, i) => (i === input ? left : side)),
    );
    visit(
      node.right,
      box.map((side, i) => (i === input ? right : side)),
    );
  };
  visit(
    tree,
    inputs.map((input) => (input.kind === 'interval' ? [input.low, input.high] : Array(input.count).fill(true))),
  );
  return leaves;
}

function parts(side: Box[number], at: number): [Box[number], Box[number]] {
  if (typeof side[0] === 'boolean') {
    const categories = side as readonly boolean[];
    return [categories.map((has, i) => has && i === at), categories.map((has, i) => has && i !== at)];
  }
  const [low, high] = side as readonly [number, number];
  return [
    [low, at],
    [at, high],
  ];
}

function shareOf(side: Box[number], input: Input): number {
  if (input.kind === 'categories') return (side as readonly boolean[]).filter(Boolean).length / input.count;
  const [low, high] = side as readonly [number, number];
  return (high - low) / (input.high - input.low);
}

function variance(values: readonly number[], weights: readonly number[]): number {
  const total = sum(weights);
  const center = sum(values, (value, i) => value * weights[i]!) / total;
  return sum(values, (value, i) => weights[i]! * (value - center) ** 2) / total;
}
