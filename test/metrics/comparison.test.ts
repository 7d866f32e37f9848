import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { compareModels } from '../../src/metrics/comparison.js';
import { excludesZero } from '../../src/metrics/paired.js';

const draw = random(3, 'comparison');
const labels = Array.from({ length: 240 }, (_, i) => i % 3);

/** Probabilities of a model that is right with the share given for the class. */
function modelOf(shares: readonly number[], confidence = 0.8): number[][] {
  return labels.map((label) => {
    const answer = draw() < shares[label] ? label : (label + 1) % 3;
    return [0, 1, 2].map((c) => (c === answer ? confidence : (1 - confidence) / 2));
  });
}
const seedsOf = (shares: readonly number[], confidence?: number): number[][][] =>
  [1, 2, 3].map(() => modelOf(shares, confidence));

test('a model that is better in one class is shown to be better in every figure that holds it, and its equal is not', () => {
  const [base, same, better] = compareModels(labels, [
    { name: 'base', seeds: seedsOf([0.9, 0.8, 0.3]) },
    { name: 'same', seeds: seedsOf([0.9, 0.8, 0.3]) },
    { name: 'better', seeds: seedsOf([0.9, 0.8, 0.8]) },
  ]);
  expect(base.against).toBeUndefined();
  expect(base.worstClass).toBe(2);
  for (const figure of ['accuracy', 'balancedAccuracy', 'macroF1', 'worstRecall'] as const) {
    expect(excludesZero(same.against!.gains[figure]), figure).toBe(false);
    expect(excludesZero(better.against!.gains[figure]), figure).toBe(true);
    expect(better.against!.gains[figure].value, figure).toBeCloseTo(
      better.figures[figure].value - base.figures[figure].value,
      12,
    );
  }
  expect(better.against!.mcnemar.every(({ p }) => p < 0.01)).toBe(true);
});

test('a model that is too certain has the larger calibration error, though it is right as often', () => {
  const seeds = seedsOf([0.8, 0.8, 0.8], 0.8);
  const certain = seeds.map((rows) => rows.map((row) => row.map((value) => (value === 0.8 ? 0.98 : 0.01))));
  const [fair, overconfident] = compareModels(labels, [
    { name: 'fair', seeds },
    { name: 'overconfident', seeds: certain },
  ]);
  const { gains } = overconfident.against!;
  expect(gains.accuracy).toEqual({ value: 0, interval: [0, 0] });
  expect(excludesZero(gains.ece)).toBe(true);
  expect(gains.ece.value).toBeGreaterThan(0.1);
  for (const { value, interval } of [fair.figures.ece, overconfident.figures.ece]) {
    expect(interval[0]).toBeLessThanOrEqual(value);
    expect(interval[1]).toBeGreaterThanOrEqual(value);
  }
});

test('a class without examples is no worst class', () => {
  const without = labels.map((label) => Math.min(label, 1));
  const [model] = compareModels(without, [{ name: 'one', seeds: [labels.map(() => [0.6, 0.3, 0.1])] }]);
  expect(model.worstClass).toBe(1);
  expect(model.figures.worstRecall.value).toBe(0);
});

test('models of different numbers of seeds are not compared', () => {
  const models = [
    { name: 'three', seeds: seedsOf([1, 1, 1]) },
    { name: 'one', seeds: [modelOf([1, 1, 1])] },
  ];
  expect(() => compareModels(labels, models)).toThrow('Received: {"three":3,"one":1}');
});
