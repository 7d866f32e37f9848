import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { tf } from '../../src/engine/tensorflow.js';
import { featureMatrix } from '../../src/learn/featureMatrix.js';
import { stratifiedFolds } from '../../src/learn/folds.js';
import { fitLogisticRegression } from '../../src/learn/logisticRegression.js';
import { outOfFoldProbabilities } from '../../src/learn/outOfFold.js';
import { argmax } from '../../src/metrics/argmax.js';

const draw = random('out of fold');

test('every fold holds its share of every class', () => {
  const labels = [...new Array(50).fill(0), ...new Array(10).fill(1), ...new Array(5).fill(2)];
  const folds = stratifiedFolds(labels, 5);
  for (const [label, share] of [
    [0, 10],
    [1, 2],
    [2, 1],
  ]) {
    for (let fold = 0; fold < 5; fold++) {
      expect(labels.filter((each, i) => each === label && folds[i] === fold)).toHaveLength(share);
    }
  }
});

test('examples of a group are in one fold, and the folds are of about one size', () => {
  const labels = Array.from({ length: 200 }, (_, i) => i % 2);
  const groups = labels.map((_, i) => Math.floor(i / 7));
  const folds = stratifiedFolds(labels, 5, { groups });
  for (const group of new Set(groups)) expect(new Set(folds.filter((_, i) => groups[i] === group)).size).toBe(1);
  for (let fold = 0; fold < 5; fold++) {
    const size = folds.filter((each) => each === fold).length;
    expect(size).toBeGreaterThan(30);
    expect(size).toBeLessThan(50);
  }
});

test('a model does not predict noise that it was not trained on, however many the features', () => {
  const labels = Array.from({ length: 120 }, (_, i) => i % 2);
  const features = featureMatrix(labels.map(() => Array.from({ length: 200 }, () => draw.normal())));
  const right = (rows: number[][]): number => rows.filter((row, i) => argmax(row) === labels[i]).length / 120;
  const before = tf.memory().numTensors;
  expect(right(outOfFoldProbabilities(features, labels, 2))).toBeLessThan(0.65);
  expect(tf.memory().numTensors).toBe(before);
});

test('a group that shares only its mark is recognized only where a part of it was trained on', () => {
  // Each of 20 groups has a mark of its own and a class drawn by chance.
  const groups = Array.from({ length: 200 }, (_, i) => i % 20);
  const labels = groups.map((group) => Number(group % 3 === 0));
  const features = featureMatrix(groups.map((group) => Array.from({ length: 20 }, (_, j) => Number(j === group))));
  const accuracy = (options: object): number =>
    outOfFoldProbabilities(features, labels, 2, options).filter((row, i) => argmax(row) === labels[i]).length / 200;
  expect(accuracy({})).toBe(1);
  expect(accuracy({ groups })).toBeLessThan(0.75);
});

test('labels that do not fit the features are refused', () => {
  expect(() => fitLogisticRegression(featureMatrix([[1], [2]]), [0], 2)).toThrow('one label for each example');
});
