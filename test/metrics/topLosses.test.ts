import { expect, test } from 'vitest';
import { topLosses } from '../../src/metrics/topLosses.js';

const probabilities = [
  [0.9, 0.1],
  [0.99, 0.01],
  [0.4, 0.6],
];

test('the most certain mistake comes first, with what was believed and what was true', () => {
  const [worst, next] = topLosses([0, 1, 0], probabilities, 2);
  expect(worst).toEqual({
    index: 1,
    loss: -Math.log(0.01),
    label: 1,
    predicted: 0,
    confidence: 0.99,
    probabilityOfLabel: 0.01,
  });
  expect(next.index).toBe(2);
});

test('no more are given than there are', () => {
  expect(topLosses([0, 1, 0], probabilities, 9)).toHaveLength(3);
});
