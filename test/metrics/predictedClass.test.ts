import { expect, test } from 'vitest';
import { predictedClass } from '../../src/metrics/predictedClass.js';

test('the largest value is predicted, the first of equal ones', () => {
  expect(predictedClass([0.2, 0.5, 0.3])).toBe(1);
  expect(predictedClass([0.4, 0.2, 0.4])).toBe(0);
  expect(predictedClass([-3, -1, -2])).toBe(1);
});

test('a model that diverged predicts no class', () => {
  expect(predictedClass([0.9, Number.NaN])).toBe(-1);
  expect(predictedClass([Number.NaN, 0.9])).toBe(-1);
});
