/**
 * Index of the last of rising starts that is at or before an offset; 0 if none is.
 *
 * @param startOf start of the item at an index
 */
export function lastAtOrBefore(count: number, startOf: (index: number) => number, offset: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (startOf(middle) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
