import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { featureMatrix } from '../../src/learn/featureMatrix.js';
import { kMeans, kMeansFrom } from '../../src/learn/kMeans.js';

const draw = random('clusters');
const BLOBS = [
  [0, 0],
  [10, 0],
  [0, 10],
];
const rows = Array.from({ length: 90 }, (_, i) => BLOBS[i % 3]!.map((value) => value + draw.normal()));

test('three heaps are three clusters, whatever the seed', () => {
  for (const seed of [0, 1, 2]) {
    const { assigned } = kMeans(featureMatrix(rows), 3, seed);
    expect(new Set(assigned.slice(0, 3)).size).toBe(3);
    expect(assigned.every((cluster, i) => cluster === assigned[i % 3])).toBe(true);
  }
});

test('the same seed gives the same clusters', () => {
  expect(kMeans(featureMatrix(rows), 5, 7)).toEqual(kMeans(featureMatrix(rows), 5, 7));
});

test('copies of one example are one cluster, and a center without examples stays', () => {
  const same = featureMatrix(rows.slice(0, 20).map(() => [3, 4]));
  expect(kMeans(same, 3)).toMatchObject({ centers: Float64Array.of(3, 4), inertia: 0 });
  const { centers, assigned } = kMeansFrom(same, [3, 5, 90, 90]);
  expect([...centers]).toEqual([3, 4, 90, 90]);
  expect(new Set(assigned)).toEqual(new Set([0]));
});
