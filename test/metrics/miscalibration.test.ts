import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { miscalibration } from '../../src/metrics/miscalibration.js';

/** Images of two classes whose answers are right with a probability that depends on the confidence. */
function answers(n: number, rightWith: (confidence: number) => number): [labels: number[], probabilities: number[][]] {
  const draw = random(3, 'answers');
  const confidences = Array.from({ length: n }, () => draw.between(0.5, 1));
  return [
    confidences.map((confidence) => Number(draw() >= rightWith(confidence))),
    confidences.map((confidence) => [confidence, 1 - confidence]),
  ];
}

test('the error is that of a worked example', () => {
  // Bins of 1/15: 0.55 falls in (8/15, 9/15], one of two right: |1 - 1.1|; 0.95 in (14/15, 1], none of one right: 0.95.
  const { error, accuracy, confidence } = miscalibration(
    [0, 1, 1],
    [
      [0.55, 0.45],
      [0.55, 0.45],
      [0.95, 0.05],
    ],
  );
  expect(error).toBeCloseTo((0.1 + 0.95) / 3, 12);
  expect(accuracy).toBeCloseTo(1 / 3, 12);
  expect(confidence).toBeCloseTo((0.55 + 0.55 + 0.95) / 3, 12);
});

test('a model that is right as often as it says is within what chance makes of it', () => {
  const { error, byChance } = miscalibration(...answers(400, (confidence) => confidence));
  expect(error).toBeLessThan(byChance);
  expect(byChance).toBeGreaterThan(0.02);
});

test('a model that is too sure of itself is beyond it, and the interval holds the error', () => {
  const { error, byChance, interval, confidence, accuracy } = miscalibration(...answers(400, (c) => c - 0.2));
  expect(error).toBeGreaterThan(byChance);
  expect(interval[0]).toBeLessThan(error);
  expect(interval[1]).toBeGreaterThan(error);
  expect(confidence - accuracy).toBeGreaterThan(0.1);
});
