/** The middle value, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Median and spread that a few far values do not move: the spread is the median distance to the median, scaled so that
 * it is the standard deviation of normal values.
 */
export function robustSpread(values: readonly number[]): { center: number; spread: number } {
  const center = median(values);
  // 1 over the 75 % quantile of the standard normal distribution.
  return { center, spread: 1.482602218505602 * median(values.map((value) => Math.abs(value - center))) };
}
