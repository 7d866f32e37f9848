import { sum } from '../base/sum.js';
import { effectiveNumbers } from '../metrics/imbalance.js';

/** Weights of the loss by class: none, or by the classes' supports. */
export type ClassWeight = 'none' | 'balanced' | { name: 'EffectiveNumber'; beta: number };

/** Weight of each class, `[numClasses]`, of the support that it has in training. */
export function classWeightsOf(classWeight: ClassWeight, support: readonly number[]): number[] {
  if (classWeight === 'none') return support.map(() => 1);
  return classWeight === 'balanced' ? balancedClassWeights(support) : effectiveNumberWeights(support, classWeight.beta);
}

/**
 * Returns the weight of each class that makes every class count the same in the loss: n / (numClasses * support). Same
 * as `sklearn.utils.class_weight.compute_class_weight('balanced')`; a class without examples gets 0.
 *
 * @param support examples of each class, `[numClasses]`
 * @returns `[numClasses]`
 *
 * @example
 * thaw.balancedClassWeights(thaw.support(dataset, 'training'));
 */
export function balancedClassWeights(support: readonly number[]): number[] {
  const total = sum(support);
  const present = support.filter((n) => n > 0).length;
  return support.map((n) => (n === 0 ? 0 : total / (present * n)));
}

/**
 * Weight of each class by the inverse of its effective number of samples; the weights sum to the number of classes, as
 * in the authors' code. A class without examples gets 0 and does not count among them.
 *
 * Source: Cui et al. 2019, arXiv:1901.05555, (1 - beta) / (1 - beta^n); github.com/richardaecn/class-balanced-loss.
 *
 * @param beta in [0, 1): 0 weights all alike, near 1 as `balanced` up to the scale
 */
export function effectiveNumberWeights(support: readonly number[], beta: number): number[] {
  const inverse = effectiveNumbers(support, beta).map((number, i) => (support[i] === 0 ? 0 : 1 / number));
  const present = support.filter((n) => n > 0).length;
  const total = sum(inverse);
  return inverse.map((value) => (value * present) / total);
}
