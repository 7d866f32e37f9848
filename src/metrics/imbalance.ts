import { sum } from '../base/sum.js';
/** Support of the largest class over that of the smallest that has examples. */
export function imbalanceRatio(support: readonly number[]): number {
  return Math.max(...support) / Math.min(...support.filter((n) => n > 0));
}

/** Accuracy in validation of always answering the class that is largest in training; both by class. */
export function majorityBaseline(training: readonly number[], validation: readonly number[]): number {
  return validation[training.indexOf(Math.max(...training))] / sum(validation);
}

/**
 * Effective number of samples of each class, (1 - beta^n) / (1 - beta).
 *
 * Source: Cui et al. 2019, arXiv:1901.05555; beta 0.999 suits thousands of images.
 */
export function effectiveNumbers(support: readonly number[], beta = 0.999): number[] {
  return support.map((n) => (1 - beta ** n) / (1 - beta));
}
