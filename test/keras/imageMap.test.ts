import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { featureMatrix } from '../../src/learn/featureMatrix.js';
import { nearestNeighbors } from '../../src/learn/nearestNeighbors.js';
import { principalComponents } from '../../src/learn/pca.js';
import { trustworthiness } from '../../src/learn/trustworthiness.js';
import { largestDifference } from './parity.js';
import { python } from './python.js';

const draw = random('map against scikit-learn');

/** Variances fall by a tenth from feature to feature, and the features are mixed. */
function mixed(numExamples: number, numFeatures: number): number[][] {
  return Array.from({ length: numExamples }, () => {
    const hidden = Array.from({ length: numFeatures }, (_, j) => 3 * 0.9 ** j * draw.normal());
    return hidden.map((value, j) => value + 0.5 * hidden[(j + 1) % numFeatures] + 2);
  });
}

for (const { name, rows } of [
  { name: 'all at once', rows: mixed(90, 12) },
  { name: 'in a subspace', rows: mixed(400, 150) },
  { name: 'of fewer examples than features', rows: mixed(40, 120) },
]) {
  test(`principal components are those of scikit-learn, ${name}`, () => {
    const expected = python(
      `
from sklearn.decomposition import PCA
import numpy as np
model = PCA(6, svd_solver='full').fit(np.array(given))
answer = {'scores': model.transform(np.array(given)).ravel().tolist(), 'directions': model.components_.ravel().tolist(), 'variances': model.explained_variance_.tolist()}
`,
      rows,
    ) as { scores: number[]; directions: number[]; variances: number[] };
    const found = principalComponents(featureMatrix(rows), 6);
    expect(largestDifference(found.variances, expected.variances) / expected.variances[0]).toBeLessThan(1e-5);
    expect(largestDifference(found.directions, expected.directions)).toBeLessThan(1e-3);
    expect(largestDifference(found.scores.values, expected.scores)).toBeLessThan(2e-2);
    expect(principalComponents(featureMatrix(rows), 6)).toEqual(found);
  });
}

test('trustworthiness and neighbors are those of scikit-learn', () => {
  const rows = mixed(120, 8);
  const map = rows.map((row) => [row[0], row[1] + draw.normal()]);
  const expected = python(
    `
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors
import numpy as np
rows, places = np.array(given['rows'], dtype=np.float32), np.array(given['map'], dtype=np.float32)
distances, indices = NearestNeighbors(n_neighbors=7, algorithm='brute').fit(rows).kneighbors()
answer = {'trust': float(trustworthiness(rows, places, n_neighbors=7)), 'indices': indices.tolist(), 'distances': distances.ravel().tolist()}
`,
    { rows, map },
  ) as { trust: number; indices: number[][]; distances: number[] };
  expect(trustworthiness(featureMatrix(rows), featureMatrix(map), 7)).toBeCloseTo(expected.trust, 9);
  const { indices, distances } = nearestNeighbors(featureMatrix(rows), 7);
  expect(indices).toEqual(expected.indices);
  expect(largestDifference(distances.flat(), expected.distances)).toBeLessThan(1e-3);
});
