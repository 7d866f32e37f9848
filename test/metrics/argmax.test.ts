import { expect, test } from 'vitest';
import { argmax } from '../../src/metrics/argmax.js';

test('the largest value is predicted, the first of equal ones', () => {
  expect(argmax([0.2, 0.5, 0.3])).toBe(1);
  expect(argmax([0.4, 0.2, 0.4])).toBe(0);
  expect(argmax([-3, -1, -2])).toBe(1);
});

test('a model that diverged predicts no class', () => {
  expect(argmax([0.9, Number.NaN])).toBe(-1);
  expect(argmax([Number.NaN, 0.9])).toBe(-1);
});
