import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { argmax } from '../../src/metrics/argmax.js';
import { calibration } from '../../src/metrics/calibration.js';
import { logLoss } from '../../src/metrics/logLoss.js';
import { mcnemar } from '../../src/metrics/mcnemar.js';
import { nearestByCosine } from '../../src/metrics/nearest.js';
import { fitTemperature, withTemperature } from '../../src/metrics/temperature.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { python } from './python.js';

const TOLERANCE = 1e-12;
/** Of the temperature: two searches end that far from the least loss. */
const SEARCH_TOLERANCE = 1e-4;

const draw = random(SEED, 'calibration');
const softmax = (logits: number[]): number[] => {
  const powers = logits.map(Math.exp);
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
};

/** Logits that favour the true class, larger than they should be. */
function drawn(numExamples: number, numClasses: number): { labels: number[]; probabilities: number[][] } {
  const labels = Array.from({ length: numExamples }, () => draw.below(numClasses));
  const probabilities = labels.map((label) =>
    softmax(Array.from({ length: numClasses }, (_, c) => 2.5 * (draw.normal() + Number(c === label)))),
  );
  return { labels, probabilities };
}

const cases = [
  { what: 'seven classes', ...drawn(400, 7) },
  { what: 'two classes', ...drawn(150, 2) },
  // Confidences on the very edges of bins, where one rounding decides.
  {
    what: 'on the edges of the bins',
    labels: Array.from({ length: 30 }, (_, i) => i % 2),
    probabilities: Array.from({ length: 30 }, (_, i) => [(15 - (i % 8)) / 15, (i % 8) / 15]),
  },
];

interface Answer {
  accuracy: number[];
  confidence: number[];
  brier: number;
  logLoss: number;
  temperature: number;
}

const answers = python(
  `
import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, log_loss
answer = []
for case in given:
    y, p = np.array(case['labels']), np.array(case['probabilities'])
    classes = range(p.shape[1])
    right, confidence = p.argmax(1) == y, p.max(1)
    curve = calibration_curve(right, confidence, n_bins=15)
    nll = lambda t: -log_softmax(np.log(np.maximum(p, 1e-45)) / np.exp(t), axis=1)[np.arange(len(y)), y].mean()
    answer.append({
        'accuracy': curve[0].tolist(),
        'confidence': curve[1].tolist(),
        'brier': brier_score_loss(y, p, labels=classes, scale_by_half=False),
        'logLoss': log_loss(y, np.maximum(p, 1e-45), labels=classes) if (p > 0).all() else None,
        'temperature': float(np.exp(minimize_scalar(nll, bounds=np.log([0.05, 20]), method='bounded', options={'xatol': 1e-9}).x)),
    })
`,
  cases.map(({ labels, probabilities }) => ({ labels, probabilities })),
) as Answer[];
const compared = cases.map((given, i) => ({ ...given, sklearn: answers[i] }));

test.each(compared)('the bins are those of scikit-learn, and their error follows from them: $what', (given) => {
  const { bins, ece } = calibration(given.labels, given.probabilities);
  const filled = bins.filter(({ count }) => count > 0);
  const { accuracy, confidence } = given.sklearn;
  for (const figure of ['accuracy', 'confidence'] as const) {
    const ours = filled.map((bin) => bin[figure]);
    const difference = largestDifference(ours, given.sklearn[figure]);
    expectParity(`calibration curve, ${given.what}: ${figure} against scikit-learn`, difference, TOLERANCE);
  }
  const gaps = filled.map(({ count }, b) => count * Math.abs(accuracy[b] - confidence[b]));
  const expected = gaps.reduce((sum, gap) => sum + gap, 0) / given.labels.length;
  expectParity(`calibration error, ${given.what}: of scikit-learn's curve`, Math.abs(ece - expected), TOLERANCE);
});

test.each(compared)('the Brier score and the log loss are those of scikit-learn: $what', (given) => {
  const { labels, probabilities, sklearn } = given;
  const { brier } = calibration(labels, probabilities);
  expectParity(`Brier score, ${given.what}: against scikit-learn`, Math.abs(brier - sklearn.brier), TOLERANCE);
  if (sklearn.logLoss === null) return;
  const difference = Math.abs(logLoss(labels, probabilities) - sklearn.logLoss);
  expectParity(`log loss, ${given.what}: against scikit-learn`, difference, TOLERANCE);
});

test.each(compared.slice(0, 2))('the temperature is where SciPy finds the least loss: $what', (given) => {
  const temperature = fitTemperature(given.labels, given.probabilities);
  expect(temperature).toBeGreaterThan(1.5);
  const difference = Math.abs(temperature - given.sklearn.temperature);
  expectParity(`temperature, ${given.what}: against SciPy`, difference, SEARCH_TOLERANCE);
  const before = calibration(given.labels, given.probabilities);
  const after = calibration(given.labels, withTemperature(given.probabilities, temperature));
  expect(after.ece).toBeLessThan(before.ece);
});

test("McNemar's exact p is that of the binomial test of SciPy", () => {
  const cases = [
    [0, 0],
    [1, 0],
    [3, 12],
    [40, 25],
    [500, 700],
    [2900, 3100],
  ];
  const expected = python(
    `
from scipy.stats import binomtest
answer = [binomtest(a, a + b).pvalue if a + b else 1.0 for a, b in given]
`,
    cases,
  ) as number[];
  const ours = cases.map(([a, b]) => {
    const first = [...new Array(a).fill(true), ...new Array(b).fill(false), true, false];
    const second = first.map((right, i) => (i < a + b ? !right : right));
    return mcnemar(first, second).p;
  });
  expectParity("McNemar's p: against SciPy", largestDifference(ours, expected), 1e-10);
});

test('the nearest by cosine are those of scikit-learn', () => {
  const [size, queries, candidates] = [16, 5, 60];
  const values = (n: number): number[] => Array.from({ length: n * size }, () => Math.fround(draw.normal()));
  const [q, c] = [values(queries), values(candidates)];
  const expected = python(
    `
import numpy as np
from sklearn.neighbors import NearestNeighbors
q, c = (np.array(v).reshape(-1, given['size']) for v in (given['q'], given['c']))
distances, indices = NearestNeighbors(n_neighbors=7, metric='cosine').fit(c).kneighbors(q)
answer = {'distances': distances.ravel().tolist(), 'indices': indices.ravel().tolist()}
`,
    { size, q, c },
  ) as { distances: number[]; indices: number[] };
  const ours = nearestByCosine(Float32Array.from(q), Float32Array.from(c), size, 7).flat();
  expect(ours.map(({ index }) => index)).toEqual(expected.indices);
  const distances = ours.map(({ distance }) => distance);
  expectParity('cosine distance: against scikit-learn', largestDifference(distances, expected.distances), TOLERANCE);
});

test('the cases hold confidences on edges, and answers that are wrong', () => {
  const [, , edges] = cases;
  expect(edges.probabilities.some((row) => row[argmax(row)] === 10 / 15)).toBe(true);
  for (const { labels, probabilities } of cases) {
    expect(probabilities.some((row, i) => argmax(row) !== labels[i])).toBe(true);
  }
});
