/** Largest class over smallest up to which accuracies on balanced and on all images are comparable. A choice. */
const MOST_IMBALANCE = 1.5;

/**
 * Whether classes are about equally large.
 *
 * @param counts images of each class, `[numClasses]`
 */
export function isBalanced(counts: readonly number[]): boolean {
  return Math.max(...counts) / Math.min(...counts) < MOST_IMBALANCE;
}
