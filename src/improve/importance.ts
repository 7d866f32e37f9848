import { random } from '../base/random.js';
import { type Interval, percentileInterval } from '../metrics/intervals.js';
import { sharesOfVariance } from './functionalAnova.js';
import { type Input, regressionForest } from './regressionForest.js';
import { type Dimension, type Point, placeOf, type Range, type Space } from './space.js';

/** How much one dimension matters. */
export interface Importance {
  dimension: Dimension;
  /** Share of the variance of the accuracy over the space that it explains by itself, in [0, 1]. */
  share: number;
  /** 95 % interval, by the bootstrap over the recipes that were tried. */
  interval: Interval;
}

/** Fewest recipes from which it is estimated: with fewer, a forest of one input looks like any other. */
export const LEAST_POINTS = 12;

const TREES = 64;
/** Draws of the bootstrap, and trees of each. */
const DRAWS = 100;
const TREES_OF_DRAW = 8;

/**
 * What mattered: the share of the variance of the accuracy that each dimension explains by itself, by functional ANOVA over a
 * random forest of what was tried. What is missing to 1 lies in interactions.
 *
 * Source: Hutter et al. 2014.
 *
 * @param accuracies of the points at one rung, in [0, 1]
 * @returns the largest share first; nothing where there are too few points, or all are equally accurate
 */
export function importances(space: Space, points: readonly Point[], accuracies: readonly number[]): Importance[] {
  if (points.length < LEAST_POINTS || accuracies.every((accuracy) => accuracy === accuracies[0])) return [];
  const { dimensions } = space;
  const inputs = dimensions.map(({ range }) => inputOf(range));
  const rows = points.map((point) => dimensions.map(({ name, range }) => codeOf(range, point[name]!)));
  const sharesOf = (members: readonly number[], numTrees: number, seed: number): number[] => {
    const [drawn, values] = [members.map((i) => rows[i]!), members.map((i) => accuracies[i]!)];
    return sharesOfVariance(regressionForest(drawn, values, inputs, { numTrees, seed }), inputs);
  };
  const shares = sharesOf([...rows.keys()], TREES, 0);
  const draw = random('importance');
  const draws = Array.from({ length: DRAWS }, (_, i) =>
    sharesOf(
      rows.map(() => draw.below(rows.length)),
      TREES_OF_DRAW,
      i + 1,
    ),
  );
  return dimensions
    .map((dimension, d) => ({
      dimension,
      share: shares[d]!,
      interval: percentileInterval(draws.map((ofDraw) => ofDraw[d]!)),
    }))
    .sort((a, b) => b.share - a.share);
}

/** Numbers by their place in the range, in which a logarithmic one counts by its logarithm. */
function inputOf(range: Range): Input {
  if (range.kind === 'choice') return { kind: 'categories', count: range.choices.length };
  return { kind: 'interval', low: 0, high: 1 };
}

function codeOf(range: Range, value: Point[string]): number {
  return range.kind === 'choice' ? range.choices.indexOf(value as string) : placeOf(range, value as number);
}
