import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import {
  atTemperature,
  fitTemperature,
  negativeLogLikelihood,
  temperatureScaling,
} from '../../src/metrics/temperature.js';
import { expectParity, SEED } from './parity.js';
import { python } from './python.js';

const NUM_CLASSES = 5;

/** Examples whose labels are drawn from the model's own probabilities, which then are sharpened: too sure by `factor`. */
function drawn(factor: number, n = 4000): { labels: number[]; probabilities: number[][] } {
  const draw = random(SEED, 'temperature', factor);
  const honest = Array.from({ length: n }, () => softmax(Array.from({ length: NUM_CLASSES }, () => draw.normal(2))));
  const labels = honest.map((row) => {
    let left = draw();
    return Math.max(
      0,
      row.findIndex((p) => {
        left -= p;
        return left < 0;
      }),
    );
  });
  return { labels, probabilities: honest.map((row) => atTemperature(row, 1 / factor)) };
}

test.each([0.5, 1, 3])(
  'the temperature is that at which SciPy finds the likelihood largest: logits times %f',
  (factor) => {
    const { labels, probabilities } = drawn(factor);
    const theirs = python(
      `
import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
labels, logits = np.array(given['labels']), np.log(np.array(given['probabilities']))
nll = lambda t: -log_softmax(logits / t, axis=1)[np.arange(len(labels)), labels].mean()
found = minimize_scalar(nll, bounds=(0.01, 100), method='bounded', options={'xatol': 1e-9})
answer = [found.x, found.fun]
`,
      { labels, probabilities },
    ) as [number, number];
    const ours = fitTemperature(labels, probabilities);
    expectParity(`temperature, logits times ${factor}`, Math.abs(ours - theirs[0]), 1e-4);
    const likelihood = negativeLogLikelihood(
      labels,
      probabilities.map((row) => atTemperature(row, ours)),
    );
    expectParity(`likelihood at it, logits times ${factor}`, Math.abs(likelihood - theirs[1]), 1e-9);
    expect(Math.abs(ours / factor - 1)).toBeLessThan(0.1);
  },
);

test('what a temperature does is told on examples it was not fitted on: it helps one that is too sure, and not an honest one', () => {
  const sure = drawn(3);
  const { temperature, told, before, after } = temperatureScaling(sure.labels, sure.probabilities);
  expect(temperature).toBeGreaterThan(2);
  expect(after).toBeLessThan(before - 0.2);
  expect(told.length).toBeGreaterThan(1900);
  expect(told.length).toBeLessThanOrEqual(2000);
  const honest = drawn(1);
  const scaled = temperatureScaling(honest.labels, honest.probabilities);
  expect(Math.abs(scaled.after - scaled.before)).toBeLessThan(0.01);
});

test('the answers stay, and a model without a mistake ends at the end of the range', () => {
  const { probabilities } = drawn(3, 100);
  const answer = (row: readonly number[]): number => row.indexOf(Math.max(...row));
  expect(probabilities.map((row) => answer(atTemperature(row, 4)))).toEqual(probabilities.map(answer));
  expect(fitTemperature(probabilities.map(answer), probabilities)).toBeCloseTo(0.01, 6);
});

function softmax(logits: readonly number[]): number[] {
  const powers = logits.map(Math.exp);
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
