import { expect, test } from 'vitest';
import { stratifiedFolds } from '../../src/learn/folds.js';

const repeat = (label: number, count: number): number[] => new Array<number>(count).fill(label);

/** Examples of each class in each fold, `[numFolds][numClasses]`. */
function countsOf(folds: readonly number[], labels: readonly number[], numFolds: number): number[][] {
  const numClasses = Math.max(...labels) + 1;
  return Array.from({ length: numFolds }, (_, fold) =>
    Array.from({ length: numClasses }, (_, label) => folds.filter((f, i) => f === fold && labels[i] === label).length),
  );
}

test('each fold has as many of each class', () => {
  const labels = [...repeat(0, 50), ...repeat(1, 10), ...repeat(2, 20)];
  const folds = stratifiedFolds(labels, 5);
  expect(countsOf(folds, labels, 5)).toEqual(new Array(5).fill([10, 2, 4]));
});

test('what does not divide evenly differs by one', () => {
  const labels = [...repeat(0, 11), ...repeat(1, 7)];
  const counts = countsOf(stratifiedFolds(labels, 3), labels, 3);
  expect(counts.map(([first]) => first).sort()).toEqual([3, 4, 4]);
  expect(counts.map(([, second]) => second).sort()).toEqual([2, 2, 3]);
});

test('examples of a group share a fold', () => {
  const labels = [...repeat(0, 30), ...repeat(1, 30)];
  const groups = labels.map((_, i) => `photo ${Math.floor(i / 3)}`);
  const folds = stratifiedFolds(labels, 5, { groups });
  for (let i = 0; i < labels.length; i += 3) expect(new Set(folds.slice(i, i + 3)).size).toBe(1);
  expect(countsOf(folds, labels, 5)).toEqual(new Array(5).fill([6, 6]));
});

test('the seed decides who is where, not how many', () => {
  const labels = [...repeat(0, 40), ...repeat(1, 20)];
  const [one, other] = [1, 2].map((seed) => stratifiedFolds(labels, 4, { seed }));
  expect(stratifiedFolds(labels, 4, { seed: 1 })).toEqual(one);
  expect(other).not.toEqual(one);
  expect(countsOf(other, labels, 4)).toEqual(countsOf(one, labels, 4));
});
