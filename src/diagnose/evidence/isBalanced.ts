/** Largest class over smallest up to which accuracy on the data is comparable with accuracy on as many of each class. */
const MOST_IMBALANCE = 1.5;

export function isBalanced(counts: readonly number[]): boolean {
  return Math.max(...counts) / Math.min(...counts) < MOST_IMBALANCE;
}
