import { sum } from '../base/sum.js';
/** Association of two groupings of the same examples. */
export interface Association {
  /** Pearson's statistic, without correction. */
  chiSquared: number;
  degreesOfFreedom: number;
  /** Probability of a statistic at least as large for independent groupings, in [0, 1]. */
  pValue: number;
  /** Cramér's V in [0, 1]: 0 for independent groupings, 1 if one determines the other. */
  cramersV: number;
}

/**
 * Chi-squared test of a table of counts, `[numRows][numColumns]`; rows and columns without examples are left out.
 *
 * Same as `scipy.stats.chi2_contingency(correction=False)` and `scipy.stats.contingency.association`.
 */
export function association(table: readonly (readonly number[])[]): Association {
  const rows = table.filter((row) => sum(row) > 0);
  const columns = (rows[0] ?? []).map((_, j) => rows.map((row) => row[j]!)).filter((column) => sum(column) > 0);
  const total = sum(columns, (column) => sum(column));
  const rowSums = rows.map((row) => sum(row));
  let chiSquared = 0;
  for (const column of columns) {
    const share = sum(column) / total;
    column.forEach((count, i) => {
      chiSquared += (count - share * rowSums[i]!) ** 2 / (share * rowSums[i]!);
    });
  }
  const smaller = Math.min(rows.length, columns.length) - 1;
  const degreesOfFreedom = (rows.length - 1) * (columns.length - 1);
  if (smaller <= 0) return { chiSquared: 0, degreesOfFreedom: 0, pValue: 1, cramersV: 0 };
  const pValue = chiSquaredAbove(chiSquared, degreesOfFreedom);
  return { chiSquared, degreesOfFreedom, pValue, cramersV: Math.sqrt(chiSquared / total / smaller) };
}

/**
 * Probability that a chi-squared value is at least that large: the sum of Poisson probabilities for even degrees, with
 * the normal tail before it for odd ones.
 *
 * Source: Abramowitz and Stegun 1964, 26.4.4 and 26.4.5.
 */
export function chiSquaredAbove(value: number, degreesOfFreedom: number): number {
  const odd = degreesOfFreedom % 2 === 1;
  let term = odd ? Math.sqrt((2 * value) / Math.PI) * Math.exp(-value / 2) : Math.exp(-value / 2);
  let result = odd ? normalTwoTails(Math.sqrt(value)) : 0;
  for (let k = odd ? 1 : 0; k <= degreesOfFreedom - 2; k += 2) {
    result += term;
    term *= value / (k + 2);
  }
  return Math.min(1, result);
}

/** Probability that a standard normal value is farther from 0; relative error below 1.2e-7. Source: Numerical Recipes 6.2.2, `erfcc`. */
function normalTwoTails(distance: number): number {
  const z = distance / Math.SQRT2;
  const t = 1 / (1 + z / 2);
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  return t * Math.exp(-z * z + coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0));
}
