import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { tf } from '../../src/engine/tensorflow.js';
import { featureMatrix } from '../../src/learn/featureMatrix.js';
import { farOutliers, outlierPercentiles } from '../../src/learn/outliers.js';

const draw = random('outliers');
/** 60 training examples about one direction, then one like them, and one across. */
const rows = Array.from({ length: 62 }, (_, i) =>
  i === 61 ? [0, 0, 5] : [3 + 0.1 * draw.normal(), 1 + 0.1 * draw.normal(), 0.1 * draw.normal()],
);
const isTraining = rows.map((_, i) => i < 60);

test('an example across all others is above every training example, one like them is not', () => {
  const before = tf.memory().numTensors;
  const found = outlierPercentiles(featureMatrix(rows), isTraining)!;
  expect(tf.memory().numTensors).toBe(before);
  expect(found).toHaveLength(62);
  expect(found[61]).toBe(1);
  expect(found[60]).toBeLessThan(1);
  // Of the training examples themselves, each share comes once.
  const own = found.slice(0, 60).sort((a, b) => a - b);
  expect(own[0]).toBe(0);
  expect(own[59]).toBeCloseTo(59 / 60, 12);
});

test('a row of zeros is no error, and ten training examples are too few', () => {
  expect(
    outlierPercentiles(featureMatrix([...rows.slice(0, 20), [0, 0, 0]]), Array(21).fill(true))![20],
  ).toBeGreaterThan(0.9);
  expect(outlierPercentiles(featureMatrix(rows.slice(0, 10)), Array(10).fill(true))).toBeUndefined();
});

test('an outlier is far as the distances of training examples go, the farthest first; where all are alike hardly any is', () => {
  const about = (center: number): number[] =>
    Array.from({ length: 40 }, (_, j) => (j < 20 ? center : 0) + draw.normal());
  const alike = Array.from({ length: 200 }, () => about(1));
  const all = Array(200).fill(true);
  expect(farOutliers(featureMatrix(alike), all).length).toBeLessThanOrEqual(4);
  const [near, far] = [about(0), about(-1)];
  const found = farOutliers(featureMatrix([...alike, near, far]), [...all, false, false]);
  expect(found.slice(0, 2)).toEqual([201, 200]);
  expect(found.length).toBeLessThanOrEqual(6);
  expect(farOutliers(featureMatrix(rows.slice(0, 10)), Array(10).fill(true))).toEqual([]);
});
