/** Least of any number of values, Infinity for none. `Math.min(...values)` fills the stack at some 100,000 values. */
export function least(values: Iterable<number>): number {
  let result = Number.POSITIVE_INFINITY;
  for (const value of values) result = Math.min(result, value);
  return result;
}

/** Greatest of any number of values, -Infinity for none. */
export function greatest(values: Iterable<number>): number {
  let result = Number.NEGATIVE_INFINITY;
  for (const value of values) result = Math.max(result, value);
  return result;
}
