/**
 * Weight of each class that makes every class count the same in the loss: n / (numClasses * support). Same as
 * `sklearn.utils.class_weight.compute_class_weight('balanced')`; a class without examples gets 0.
 */
export function balancedClassWeights(support: readonly number[]): number[] {
  const total = support.reduce((sum, n) => sum + n, 0);
  const present = support.filter((n) => n > 0).length;
  return support.map((n) => (n === 0 ? 0 : total / (present * n)));
}
