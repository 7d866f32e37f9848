import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { featureMatrix } from '../../src/learn/featureMatrix.js';
import { kMeansFrom } from '../../src/learn/kMeans.js';
import { neighborDistances } from '../../src/learn/outliers.js';
import { searchSlices, twoSidedQuantile } from '../../src/metrics/slices.js';
import { python } from './python.js';

const draw = random('slices against Python');
const labels = Array.from({ length: 300 }, () => draw.below(4));
const correct = labels.map((label) => draw() > 0.1 + 0.15 * label);
const members = [...labels.keys()].filter((i) => draw() < (labels[i]! > 1 ? 0.4 : 0.2));

test('a statistic is that of the hypergeometric distributions of scipy, after the square root of Anscombe', () => {
  const [slice] = searchSlices([{ property: 'size', name: 'small', members }], labels, correct).slices;
  const expected = python(
    `
import numpy as np
from scipy.stats import hypergeom
labels, wrong = np.array(given['labels']), ~np.array(given['correct'])
inside = np.isin(np.arange(len(labels)), given['members'])
chances = [hypergeom((labels == k).sum(), wrong[labels == k].sum(), inside[labels == k].sum()) for k in range(4)]
mean, variance = sum(c.mean() for c in chances), sum(c.var() for c in chances)
count = wrong[inside].sum()
answer = float(2 * (np.sqrt(count + 3 / 8) - np.sqrt(mean + 3 / 8)) * np.sqrt(mean / variance))
`,
    { labels, correct, members },
  ) as number;
  expect(slice!.statistic).toBeCloseTo(expected, 10);
});

test('a probability by chance is that of permutations within classes by numpy', () => {
  const [slice] = searchSlices([{ property: 'size', name: 'small', members }], labels, correct).slices;
  const expected = python(
    `
import numpy as np
generator = np.random.default_rng(0)
labels, wrong = np.array(given['labels']), ~np.array(given['correct'])
inside = np.isin(np.arange(len(labels)), given['members'])
def permuted():
    result = wrong.copy()
    for k in range(4):
        result[labels == k] = generator.permutation(result[labels == k])
    return result[inside].sum()
answer = float(np.mean([permuted() >= wrong[inside].sum() for _ in range(4000)]))
`,
    { labels, correct, members },
  ) as number;
  // Three standard errors of a share of 999 permutations.
  expect(Math.abs(slice!.pValue - expected)).toBeLessThan(3 * Math.sqrt(0.25 / 999));
});

test('clusters are those of scikit-learn from the same centers', () => {
  const rows = Array.from({ length: 200 }, (_, i) => [0, 1, 2].map((j) => draw.normal() + (i % 4 === j ? 3 : 0)));
  const centers = rows.slice(0, 5);
  const expected = python(
    `
from sklearn.cluster import KMeans
import numpy as np
model = KMeans(5, init=np.array(given['centers']), n_init=1, tol=0, max_iter=300, algorithm='lloyd').fit(given['rows'])
answer = {'assigned': model.labels_.tolist(), 'inertia': model.inertia_}
`,
    { rows, centers },
  ) as { assigned: number[]; inertia: number };
  const found = kMeansFrom(featureMatrix(rows), centers.flat());
  expect(found.assigned).toEqual(expected.assigned);
  expect(found.inertia / expected.inertia).toBeCloseTo(1, 5);
});

test('standard deviations of an interval are the quantiles of scipy', () => {
  const probabilities = [0.05, 0.05 / 80, 0.05 / 200, 1e-9];
  const expected = python(
    'import numpy as np\nfrom scipy.stats import norm\nanswer = norm.isf(np.array(given) / 2).tolist()',
    probabilities,
  );
  probabilities.forEach((probability, i) => {
    expect(twoSidedQuantile(probability)).toBeCloseTo((expected as number[])[i]!, 6);
  });
});

test('distances to neighbors are those of scikit-learn, where an example is no neighbor of itself', () => {
  const rows = Array.from({ length: 80 }, () => Array.from({ length: 6 }, () => draw.normal() + 1));
  const training = [...Array(50).keys()];
  const expected = python(
    `
import numpy as np
from sklearn.neighbors import NearestNeighbors
rows = np.array(given)
model = NearestNeighbors(n_neighbors=10, metric='cosine').fit(rows[:50])
answer = np.concatenate([model.kneighbors()[0].mean(1), model.kneighbors(rows[50:])[0].mean(1)]).tolist()
`,
    rows,
  ) as number[];
  const found = neighborDistances(featureMatrix(rows), training);
  found.forEach((distance, i) => {
    expect(distance).toBeCloseTo(expected[i]!, 5);
  });
});
