import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { outOfFoldAnswers } from '../../src/learn/outOfFold.js';
import { probeIterations, probeOutcomes } from '../../src/learn/probe.js';
import { isCorrect } from '../../src/metrics/correctness.js';
import { accuracy } from '../../src/metrics/paired.js';

test('the more classes, the fewer steps, between two ends', () => {
  expect([2, 50, 100, 300, 1000].map(probeIterations)).toEqual([200, 200, 100, 33, 30]);
});

test('a probe of hundreds of classes is about as accurate as one at its minimum', () => {
  const [numClasses, numFeatures, each] = [300, 16, 3];
  const draw = random('probe');
  const centers = Array.from({ length: numClasses * numFeatures }, () => draw() - 0.5);
  const labels = Array.from({ length: each * numClasses }, (_, i) => i % numClasses);
  const values = Float32Array.from(
    labels.flatMap((label) =>
      Array.from({ length: numFeatures }, (_, f) => centers[label * numFeatures + f]! + 0.8 * (draw() - 0.5)),
    ),
  );
  const matrix = { values, numExamples: labels.length, numFeatures };
  const [probabilities] = outOfFoldAnswers(matrix, [matrix], labels, numClasses);
  const whole = accuracy(isCorrect({ labels, probabilities: probabilities! }));
  const probe = accuracy(probeOutcomes(values, [values], labels, numClasses)[0]!);
  expect(whole).toBeGreaterThan(0.3);
  expect(whole).toBeLessThan(0.95);
  expect(Math.abs(probe - whole)).toBeLessThan(0.03);
});
