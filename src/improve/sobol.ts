import { random } from '../base/random.js';

/**
 * Primitive polynomials and initial direction numbers of the first dimensions, by which a sequence has good two-dimensional
 * projections. Source: Joe and Kuo 2008, `new-joe-kuo-6.21201`, the table of `scipy.stats.qmc.Sobol`.
 */
const DIRECTIONS: readonly (readonly [polynomial: number, initial: readonly number[]])[] = [
  [1, [1]],
  [3, [1]],
  [7, [1, 3]],
  [11, [1, 3, 1]],
  [13, [1, 1, 1]],
  [19, [1, 1, 3, 3]],
  [25, [1, 3, 5, 13]],
  [37, [1, 1, 5, 5, 17]],
  [41, [1, 1, 5, 5, 5]],
  [47, [1, 1, 7, 11, 19]],
  [55, [1, 1, 5, 1, 1]],
  [59, [1, 1, 1, 3, 11]],
  [61, [1, 3, 5, 5, 31]],
  [67, [1, 3, 3, 9, 7, 49]],
  [91, [1, 1, 1, 15, 21, 21]],
  [97, [1, 3, 1, 13, 27, 49]],
];

/** Most dimensions of `sobolPoint`. */
export const MOST_DIMENSIONS: number = DIRECTIONS.length;

/** Binary digits of a coordinate, as many as SciPy takes by default. */
const BITS = 30;

/** One dimension: a column for each binary digit of the index, the first digit of the coordinate in the highest bit. */
type Columns = readonly number[];

/** A scrambled Sobol sequence. */
export interface Sobol {
  /** Columns of each dimension. */
  columns: readonly Columns[];
  /** Digits that are flipped in each dimension. */
  shift: readonly number[];
}

/**
 * A Sobol sequence: points that fill the unit cube more evenly than random ones. Scrambled by a random lower triangular matrix
 * and a random digital shift in each dimension, so that it starts elsewhere for each seed and remains a Sobol sequence.
 *
 * Source: Sobol 1967; Antonov and Saleev 1979 for the order of the points; Matousek 1998 for the scrambling, as
 * `scipy.stats.qmc.Sobol` does it.
 *
 * @param dimensions 1 to 16
 * @param seed of the scrambling; undefined: none, the points of `Sobol(d, scramble=False)` of SciPy
 */
export function sobol(dimensions: number, seed?: number): Sobol {
  if (dimensions > MOST_DIMENSIONS) throw new Error(`A Sobol sequence has ${MOST_DIMENSIONS} dimensions at most.`);
  const plain = Array.from({ length: dimensions }, (_, d) => columnsOf(d));
  if (seed === undefined) return { columns: plain, shift: plain.map(() => 0) };
  const draw = random(seed, 'sobol');
  return {
    columns: plain.map((columns) => {
      const matrix = lowerTriangle(() => draw.below(2));
      return columns.map((column) => times(matrix, column));
    }),
    shift: plain.map(() => draw.below(2 ** BITS)),
  };
}

/**
 * A point of the sequence.
 *
 * @param index 0 or more
 * @returns `[dimensions]`, each in [0, 1)
 */
export function sobolPoint({ columns, shift }: Sobol, index: number): number[] {
  // Neighbors in Gray code differ in one digit; all points of the first 2^k are the same as in the natural order.
  const code = index ^ (index >>> 1);
  return columns.map((ofDimension, d) => {
    let digits = shift[d]!;
    for (let bit = 0; code >>> bit > 0; bit++) if ((code >>> bit) & 1) digits ^= ofDimension[bit]!;
    return digits / 2 ** BITS;
  });
}

/** Direction numbers of a dimension, extended by the recurrence of its polynomial. */
function columnsOf(dimension: number): Columns {
  const [polynomial, initial] = DIRECTIONS[dimension]!;
  // The first dimension is van der Corput's sequence.
  if (dimension === 0) return Array.from({ length: BITS }, (_, i) => 2 ** (BITS - 1 - i));
  const numbers = [...initial];
  const degree = initial.length;
  for (let i = degree; i < BITS; i++) {
    let next = numbers[i - degree]!;
    for (let k = 1; k <= degree; k++) if ((polynomial >>> (degree - k)) & 1) next ^= numbers[i - k]! * 2 ** k;
    numbers.push(next);
  }
  return numbers.map((number, i) => number * 2 ** (BITS - 1 - i));
}

/** Rows of a lower triangular matrix of binary digits with ones on its diagonal; the first digit in the highest bit. */
function lowerTriangle(draw: () => number): number[] {
  return Array.from({ length: BITS }, (_, row) => {
    let bits = 2 ** (BITS - 1 - row);
    for (let column = 0; column < row; column++) bits |= draw() * 2 ** (BITS - 1 - column);
    return bits;
  });
}

function times(matrix: readonly number[], column: number): number {
  return matrix.reduce((digits, row, i) => digits | (parity(row & column) * 2 ** (BITS - 1 - i)), 0);
}

function parity(bits: number): number {
  let odd = 0;
  for (let left = bits; left > 0; left &= left - 1) odd ^= 1;
  return odd;
}
