/** The middle value, or the mean of the two in the middle; NaN for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Median and a robust spread, which a few outliers do not change: the median absolute deviation, scaled so that it equals
 * the standard deviation of normally distributed values.
 */
export function robustSpread(values: readonly number[]): { center: number; spread: number } {
  const center = median(values);
  // 1 over the 75 % quantile of the standard normal distribution.
  return { center, spread: 1.482602218505602 * median(values.map((value) => Math.abs(value - center))) };
}
