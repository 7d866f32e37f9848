import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { tf } from '../../src/engine/tensorflow.js';
import { type FeatureMatrix, momentsOf } from '../../src/learn/featureMatrix.js';
import { fitLogisticRegression, predictProbabilities } from '../../src/learn/logisticRegression.js';

/** Examples of three classes, one after the other, that a feature for each sets apart; one in ten is a copy. */
function drawn(numExamples: number, numFeatures: number): { features: FeatureMatrix; labels: number[] } {
  const draw = random('logistic', numExamples, numFeatures);
  const labels = Array.from({ length: numExamples }, (_, i) => i % 3);
  const values = new Float32Array(numExamples * numFeatures);
  for (let i = 0; i < numExamples; i++) {
    for (let j = 0; j < numFeatures; j++) values[i * numFeatures + j] = draw.normal() + Number(j % 3 === labels[i]);
    if (i % 10 === 3) values.copyWithin(i * numFeatures, (i - 3) * numFeatures, (i - 2) * numFeatures);
  }
  return { features: { values, numExamples, numFeatures }, labels };
}

/** Largest part of the slope of the penalised mean loss at a model, worked out by hand. */
function slopeAt({ features, labels }: ReturnType<typeof drawn>, C: number): number {
  const model = fitLogisticRegression(features, labels, 3, { C });
  const probabilities = predictProbabilities(model, features);
  const { mean, deviation } = momentsOf(features);
  const { values, numExamples, numFeatures } = features;
  let largest = 0;
  for (let j = 0; j <= numFeatures; j++) {
    for (let k = 0; k < 3; k++) {
      let slope = j === numFeatures ? 0 : model.weights[j * 3 + k] / C;
      for (let i = 0; i < numExamples; i++) {
        const x = j === numFeatures ? 1 : (values[i * numFeatures + j] - mean[j]) / deviation[j];
        slope += x * (probabilities[i][k] - Number(labels[i] === k));
      }
      largest = Math.max(largest, Math.abs(slope) / numExamples);
    }
  }
  return largest;
}

test.each([
  { what: 'many examples', numExamples: 90, numFeatures: 20 },
  { what: 'few examples for their features', numExamples: 40, numFeatures: 200 },
])('the fit stands at the minimum, where the slope is none: $what', ({ numExamples, numFeatures }) => {
  const data = drawn(numExamples, numFeatures);
  // What the search stops at, and the rounding of float32 weights.
  for (const C of [1, 0.01]) expect(slopeAt(data, C)).toBeLessThan(1e-4);
});

test('a fit leaves no tensor', () => {
  const { features, labels } = drawn(40, 200);
  const before = tf.memory().numTensors;
  fitLogisticRegression(features, labels, 3);
  expect(tf.memory().numTensors).toBe(before);
});
