import { sum } from '../base/sum.js';
import { argmax } from './argmax.js';

/**
 * Divides the support of the largest class by that of the smallest class that has examples.
 *
 * @param support examples of each class, `[numClasses]`
 * @returns 1 where all classes are equal, larger otherwise
 *
 * @example
 * thaw.imbalanceRatio(thaw.support(dataset, 'training'));
 */
export function imbalanceRatio(support: readonly number[]): number {
  return Math.max(...support) / Math.min(...support.filter((n) => n > 0));
}

/**
 * Returns the validation accuracy of always predicting the class that is largest in training.
 *
 * @param training examples of each class, `[numClasses]`
 * @param validation examples of each class, `[numClasses]`
 * @returns a share in [0, 1]
 *
 * @example
 * thaw.majorityBaseline(thaw.support(dataset, 'training'), thaw.support(dataset, 'validation'));
 */
export function majorityBaseline(training: readonly number[], validation: readonly number[]): number {
  return validation[argmax(training)]! / sum(validation);
}

/**
 * Returns the effective number of samples of each class, (1 - beta^n) / (1 - beta): how much a class of n images adds
 * when its images resemble each other. Source: Cui et al. 2019, arXiv:1901.05555.
 *
 * @param support examples of each class, `[numClasses]`
 * @param beta in [0, 1); 0.999 suits thousands of images
 * @returns `[numClasses]`, each in [0, n]
 *
 * @example
 * thaw.effectiveNumbers(thaw.support(dataset, 'training'));
 */
export function effectiveNumbers(support: readonly number[], beta = 0.999): number[] {
  return support.map((n) => (1 - beta ** n) / (1 - beta));
}
