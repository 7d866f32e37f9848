/** The result of McNemar's test. */
export interface McNemar {
  /** Examples that only the first model gets right. */
  onlyFirst: number;
  /** Examples that only the second model gets right. */
  onlySecond: number;
  /** Two-sided exact p-value; 1 where the models never differ. */
  p: number;
}

/**
 * Runs McNemar's exact test: where neither model is better, the examples on which they differ follow Binomial(n, 1/2).
 * Source: McNemar 1947; as `statsmodels.stats.contingency_tables.mcnemar(exact=True)`.
 *
 * @param first whether the first model is correct, `[numExamples]`
 * @param second the same of the second model, for the same examples
 *
 * @example
 * const { p } = thaw.mcnemar(thaw.isCorrect(run), thaw.isCorrect(other));
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

/** Fewest examples on which two models differ, all in one direction, for McNemar's exact p to be below a level in (0, 1). */
export function fewestDifferences(level: number): number {
  // p is 2 / 2^n.
  return Math.floor(1 + Math.log2(1 / level)) + 1;
}
