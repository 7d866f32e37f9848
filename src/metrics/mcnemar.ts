/** Two models on the same examples: how often only one of them is correct. */
export interface McNemar {
  onlyFirst: number;
  onlySecond: number;
  /** Two-sided exact p-value: probability of a split at least as uneven if both models are equally good. 1 without differences. */
  p: number;
}

/**
 * McNemar's test, exact: the examples on which the two differ follow Binomial(n, 1/2) under the null hypothesis.
 *
 * Source: McNemar 1947; `statsmodels.stats.contingency_tables.mcnemar(exact=True)`, `scipy.stats.binomtest`.
 *
 * @param first whether the first model is correct on each example; `second` on the same examples
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
