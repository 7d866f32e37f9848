/** Two models on the same examples, where one was right and the other wrong. */
export interface McNemar {
  onlyFirst: number;
  onlySecond: number;
  /** Of a split as uneven as this one, or more, where both are as good: two-sided, exact. 1 where they never differ. */
  p: number;
}

/**
 * McNemar's test, exact: the examples on which the two differ are tosses of a fair coin where neither is better.
 *
 * Source: McNemar 1947; `statsmodels.stats.contingency_tables.mcnemar(exact=True)`, `scipy.stats.binomtest`.
 *
 * @param first whether it was right on each example, and `second` on the same ones
 */
export function mcnemar(first: readonly boolean[], second: readonly boolean[]): McNemar {
  const onlyFirst = first.filter((right, i) => right && !second[i]).length;
  const onlySecond = second.filter((right, i) => right && !first[i]).length;
  const n = onlyFirst + onlySecond;
  // Logarithms, since 2^n overflows from 1,024 differences on.
  let logTerm = -n * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= Math.min(onlyFirst, onlySecond); k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((n - k) / (k + 1));
  }
  return { onlyFirst, onlySecond, p: Math.min(1, 2 * tail) };
}
