/** Support of the largest class over that of the smallest that has examples. */
export function imbalanceRatio(support: readonly number[]): number {
  return Math.max(...support) / Math.min(...support.filter((n) => n > 0));
}

/** Share of the largest class: the accuracy of always answering it. */
export function majorityBaseline(support: readonly number[]): number {
  return Math.max(...support) / support.reduce((sum, n) => sum + n, 0);
}

/**
 * Effective number of samples of each class, (1 - beta^n) / (1 - beta).
 *
 * Source: Cui et al. 2019, arXiv:1901.05555; beta 0.999 suits thousands of images.
 */
export function effectiveNumbers(support: readonly number[], beta = 0.999): number[] {
  return support.map((n) => (1 - beta ** n) / (1 - beta));
}
