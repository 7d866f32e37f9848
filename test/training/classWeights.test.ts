import { expect, test } from 'vitest';
import { balancedClassWeights, classWeightsOf, effectiveNumberWeights } from '../../src/training/classWeights.js';

// sklearn.utils.class_weight.compute_class_weight('balanced')
test('balanced weights make every class count the same', () => {
  const support = [60, 30, 10];
  const weights = balancedClassWeights(support);
  expect(weights.map((weight, k) => weight * support[k])).toEqual(
    [100 / 3, 100 / 3, 100 / 3].map((n) => expect.closeTo(n)),
  );
  expect(weights[2]).toBeCloseTo(100 / 30, 12);
});

test('a class without examples gets 0 and does not count among the classes', () => {
  expect(balancedClassWeights([30, 0, 10])).toEqual([40 / 60, 0, 2]);
  expect(effectiveNumberWeights([30, 0, 10], 0)).toEqual([1, 0, 1]);
});

test('weights by effective numbers sum to the number of classes, and lie between none and balanced', () => {
  const support = [1000, 100, 10];
  const weights = effectiveNumberWeights(support, 0.99);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(3, 12);
  // (1 - 0.99^10) / (1 - 0.99^1000): the inverse ratio of the effective numbers.
  expect(weights[0] / weights[2]).toBeCloseTo(0.095622, 6);
});

test('a recipe names the kind of weights', () => {
  expect(classWeightsOf('none', [3, 1])).toEqual([1, 1]);
  expect(classWeightsOf('balanced', [3, 1])).toEqual(balancedClassWeights([3, 1]));
  expect(classWeightsOf({ name: 'EffectiveNumber', beta: 0.9 }, [3, 1])).toEqual(effectiveNumberWeights([3, 1], 0.9));
});
