/** Indices 0 ... count - 1 in order, in lists of `size`; the last list may be shorter. */
export function chunks(count: number, size: number): number[][] {
  return Array.from({ length: Math.ceil(count / size) }, (_, b) =>
    Array.from({ length: Math.min(size, count - b * size) }, (_, i) => b * size + i),
  );
}
