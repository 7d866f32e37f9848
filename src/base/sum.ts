/**
 * Sum of values, or of what `of` gives for each of them, added from first to last; 0 for an empty list.
 *
 * @example sum(rows, (row) => row.parameters)
 */
export function sum(values: ArrayLike<number>): number;
export function sum<T>(values: ArrayLike<T>, of: (value: T, index: number) => number): number;
export function sum<T>(values: ArrayLike<T>, of?: (value: T, index: number) => number): number {
  let total = 0;
  if (of === undefined) for (let i = 0; i < values.length; i++) total += values[i] as number;
  else for (let i = 0; i < values.length; i++) total += of(values[i]!, i);
  return total;
}

/** Arithmetic mean of values, or of what `of` gives for each of them; NaN for an empty list. */
export function mean(values: ArrayLike<number>): number;
export function mean<T>(values: ArrayLike<T>, of: (value: T, index: number) => number): number;
export function mean<T>(values: ArrayLike<T>, of?: (value: T, index: number) => number): number {
  const total = of === undefined ? sum(values as ArrayLike<number>) : sum(values, of);
  return total / values.length;
}

/** Product of values, e.g. the number of elements of a shape; 1 for an empty list. */
export function product(values: ArrayLike<number>): number {
  let result = 1;
  for (let i = 0; i < values.length; i++) result *= values[i]!;
  return result;
}
