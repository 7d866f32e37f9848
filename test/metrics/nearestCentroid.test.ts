import { expect, test } from 'vitest';
import { nearestCentroid } from '../../src/metrics/nearestCentroid.js';

const known = [0, 0, 2, 0, 10, 1, 12, 3, -4, 8, -6, 7];
const asked = [5, 0, 6.6, 1, -1, 3, -2, 4, 3, 9];

test("answers are those of scikit-learn's NearestCentroid", () => {
  // sklearn.neighbors.NearestCentroid().fit(X, [0, 0, 1, 1, 2, 2]).predict(asked), scikit-learn 1.9
  expect(nearestCentroid(known, [0, 0, 1, 1, 2, 2], asked, 3)).toEqual([0, 1, 0, 2, 2]);
});

test('a class without examples is never answered', () => {
  expect(nearestCentroid(known, [0, 0, 1, 1, 3, 3], asked, 4)).toEqual([0, 1, 0, 3, 3]);
});
