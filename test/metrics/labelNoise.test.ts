import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { findLabelIssues } from '../../src/metrics/confidentLearning.js';
import { labelNoise } from '../../src/metrics/labelNoise.js';

const NUM_CLASSES = 5;

interface Drawn {
  labels: number[];
  probabilities: number[][];
}

/**
 * Examples with probabilities of a given difficulty, correct labels drawn from them, and a share exchanged at random.
 *
 * @param spread of the logits: 1 is difficult, 4 easy
 * @param seen what the logits are multiplied by in the probabilities that are returned
 */
function drawn(n: number, spread: number, rate: number, seed: number, seen = 1): Drawn {
  const draw = random(seed, 'label noise');
  const softmax = (logits: readonly number[]): number[] => {
    const powers = logits.map(Math.exp);
    return powers.map((power) => power / powers.reduce((a, b) => a + b));
  };
  const examples = Array.from({ length: n }, () => {
    const logits = Array.from({ length: NUM_CLASSES }, () => spread * draw.normal());
    const correct = drawnFrom(softmax(logits), draw());
    const label = draw() < rate ? (correct + 1 + draw.below(NUM_CLASSES - 1)) % NUM_CLASSES : correct;
    return { label, row: softmax(logits.map((logit) => seen * logit)) };
  });
  return { labels: examples.map(({ label }) => label), probabilities: examples.map(({ row }) => row) };
}

/** The class at that place, in [0, 1), of the summed probabilities. */
function drawnFrom(probabilities: readonly number[], place: number): number {
  let below = 0;
  const found = probabilities.findIndex((p) => {
    below += p;
    return place < below;
  });
  return found === -1 ? probabilities.length - 1 : found;
}

const correctShare = ({ labels, probabilities }: Drawn): number =>
  labels.filter((label, i) => probabilities[i].indexOf(Math.max(...probabilities[i])) === label).length / labels.length;

test.each([0.05, 0.12, 0.2])('a share of %s of the labels that was exchanged is found, within its interval', (rate) => {
  const examples = drawn(2000, 3, rate, 1);
  const noise = labelNoise(examples.labels, examples.probabilities)!;
  expect(noise.rate).toBeCloseTo(rate, 1);
  expect(noise.interval[0]).toBeLessThan(rate);
  expect(noise.interval[0]).toBeGreaterThan(0.02);
  expect(noise.interval[1]).toBeGreaterThan(rate);
});

test('difficult classes have no wrong labels, however many are doubted', () => {
  const examples = drawn(1000, 1.5, 0, 2);
  expect(correctShare(examples)).toBeLessThan(0.7);
  expect(findLabelIssues(examples.labels, examples.probabilities).length).toBeGreaterThan(100);
  expect(labelNoise(examples.labels, examples.probabilities)!.interval[0]).toBeLessThan(0.005);
});

test('nineteen of twenty intervals hold the share that was exchanged', () => {
  const covered = Array.from({ length: 40 }, (_, seed) => {
    const examples = drawn(400, 2.5, 0.1, seed);
    const [low, high] = labelNoise(examples.labels, examples.probabilities)!.interval;
    return low <= 0.1 && 0.1 <= high;
  }).filter(Boolean).length;
  // Binomial(40, 0.95) is below 35 in one of seventy cases; the seeds are fixed.
  expect(covered).toBeGreaterThanOrEqual(35);
});

test('the interval of a clean set rarely leaves 0', () => {
  const left = Array.from({ length: 40 }, (_, seed) => {
    const examples = drawn(400, 2, 0, seed);
    return labelNoise(examples.labels, examples.probabilities)!.interval[0] > 0.02;
  }).filter(Boolean).length;
  expect(left).toBeLessThanOrEqual(1);
});

test('probabilities that are too certain or not certain enough give the same share', () => {
  const [low, calibrated, high] = [0.4, 1, 2.5].map((seen) => {
    const examples = drawn(2000, 3, 0.12, 3, seen);
    return labelNoise(examples.labels, examples.probabilities)!;
  });
  expect(low.rate).toBeCloseTo(calibrated.rate, 2);
  expect(high.rate).toBeCloseTo(calibrated.rate, 2);
  expect(calibrated.sharpness).toBeCloseTo(1, 0);
  expect(high.sharpness / calibrated.sharpness).toBeCloseTo(1 / 2.5, 1);
});

test('more examples than are used give the same share', () => {
  const examples = drawn(9000, 3, 0.12, 4);
  const noise = labelNoise(examples.labels, examples.probabilities)!;
  expect(noise.interval[0]).toBeGreaterThan(0.1);
  expect(noise.interval[1]).toBeLessThan(0.14);
});

test('nothing is estimated without examples, and rows without a prediction are left out', () => {
  expect(labelNoise([], [])).toBeUndefined();
  const { labels, probabilities } = drawn(300, 3, 0.12, 5);
  const missing = [...probabilities, [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN]];
  expect(labelNoise([...labels, 0], missing)).toEqual(labelNoise(labels, probabilities));
});
