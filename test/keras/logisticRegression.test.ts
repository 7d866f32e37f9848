import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { tf } from '../../src/engine/tensorflow.js';
import { featureMatrix } from '../../src/learn/featureMatrix.js';
import { fitLogisticRegression, predictProbabilities } from '../../src/learn/logisticRegression.js';
import { python } from './python.js';

/** Of a probability: the loss is summed in float32 here and in float64 there. */
const TOLERANCE = 2e-3;

const draw = random('logistic regression');
const labels = Array.from({ length: 150 }, () => Math.floor(3 * draw() ** 2));
const rows = labels.map((label) => [
  draw.normal() + label,
  100 * draw.normal(),
  draw.normal() - (label === 2 ? 1 : 0),
  7,
]);

test.each([
  [1, 'none'],
  [0.01, 'none'],
  [10, 'balanced'],
] as const)('probabilities equal those of scikit-learn with C %d and class weights %s', (C, classWeight) => {
  const expected = python(
    `
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
weights = None if given['classWeight'] == 'none' else 'balanced'
model = make_pipeline(StandardScaler(), LogisticRegression(C=given['C'], class_weight=weights, max_iter=5000, tol=1e-8))
answer = model.fit(given['rows'], given['labels']).predict_proba(given['rows']).tolist()
`,
    { C, classWeight, rows, labels },
  ) as number[][];
  const before = tf.memory().numTensors;
  const features = featureMatrix(rows);
  const found = predictProbabilities(fitLogisticRegression(features, labels, 3, { C, classWeight }), features);
  expect(tf.memory().numTensors).toBe(before);
  const differences = found.flatMap((row, i) => row.map((p, k) => Math.abs(p - expected[i][k])));
  expect(Math.max(...differences)).toBeLessThan(TOLERANCE);
});
