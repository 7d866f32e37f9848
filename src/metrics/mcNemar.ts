/** McNemar's test of two models on the same pictures. */
export interface McNemar {
  /** Pictures that only the first model got right, and only the second. */
  onlyFirst: number;
  onlySecond: number;
  /** Probability of a split of these at least as uneven, were both models as good; exact and two-sided. */
  p: number;
}

/**
 * Source: McNemar 1947, by the binomial distribution; same as `statsmodels` `mcnemar(exact=True)` and as
 * `scipy.stats.binomtest(onlyFirst, onlyFirst + onlySecond, 0.5)`.
 *
 * @param first whether the first model was right on each picture, `[numExamples]`
 * @param second the same of the second model, on the same pictures
 */
export function mcNemar(first: readonly boolean[], second: readonly boolean[]): McNemar {
  const onlyFirst = first.filter((right, i) => right && !second[i]).length;
  const onlySecond = second.filter((right, i) => right && !first[i]).length;
  const n = onlyFirst + onlySecond;
  let logChoose = 0;
  let tail = 0;
  for (let k = 0; k <= Math.min(onlyFirst, onlySecond); k++) {
    if (k > 0) logChoose += Math.log(n - k + 1) - Math.log(k);
    tail += Math.exp(logChoose - n * Math.LN2);
  }
  return { onlyFirst, onlySecond, p: Math.min(1, 2 * tail) };
}
