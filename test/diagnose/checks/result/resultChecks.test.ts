import { expect, test } from 'vitest';
import { random } from '../../../../src/base/random.js';
import { baselineNotBeaten } from '../../../../src/diagnose/checks/result/baselineNotBeaten.js';
import { differenceIsNoise } from '../../../../src/diagnose/checks/result/differenceIsNoise.js';
import { miscalibrated } from '../../../../src/diagnose/checks/result/miscalibrated.js';
import { worstClass } from '../../../../src/diagnose/checks/result/worstClass.js';
import { miscalibration } from '../../../../src/metrics/miscalibration.js';
import { scores } from '../../../../src/metrics/scores.js';
import { rightOn } from '../../outcomes.js';

/** Eight of ten images are of the largest class. */
const labels = Array.from({ length: 300 }, (_, i) => (i % 10 < 8 ? 0 : 1 + (i % 2)));
const majority = { name: 'majority class', right: labels.map((label) => label === 0) };

test('a model that is as good as always predicting the largest class is found', () => {
  const [finding] = baselineNotBeaten(majority.right, labels, [majority]);
  expect(finding).toMatchObject({ check: 'baseline-not-beaten', severity: 'critical' });
  expect(finding.summary).toContain('majority class');
});

test('a balanced model that trades accuracy for the small classes beats the largest class', () => {
  // Half of each class: accuracy 50 % against 80 %, balanced accuracy 50 % against 33 %.
  const half = labels.map((_, i) => Math.floor(i / 10) % 2 === 0);
  expect(baselineNotBeaten(half, labels, [majority])).toEqual([]);
});

test('each baseline counts: one that is not beaten is named, and its lead is the evidence', () => {
  const correct = rightOn(300, 0.9);
  const centroid = { name: 'nearest centroid on frozen features', right: rightOn(300, 0.95) };
  const [finding] = baselineNotBeaten(correct, labels, [majority, centroid]);
  expect(finding.summary).toMatch(
    /below 'nearest centroid on frozen features' \(95\s%\)\. It does beat 'majority class'/,
  );
  expect(finding.effect).toBeCloseTo(0.05, 12);
});

test('a baseline that was trained on the same features, and is neither significantly better nor worse, is context', () => {
  const few = labels.slice(0, 100);
  const centroid = { name: 'nearest centroid on frozen features', right: rightOn(100, 0.92), learned: true };
  expect(baselineNotBeaten(rightOn(100, 0.95, 3), few, [centroid])).toMatchObject([{ severity: 'info' }]);
  expect(baselineNotBeaten(rightOn(100, 0.75), few, [centroid])).toMatchObject([{ severity: 'critical' }]);
  expect(baselineNotBeaten(rightOn(100, 0.95, 3), few, [{ ...centroid, learned: false }])).toMatchObject([
    { severity: 'critical' },
  ]);
});

test('the finding says which baseline is not beaten and what that means, and labels its two figures', () => {
  // 54 % where the largest of six classes has 17 %, and a centroid reaches 80 %.
  const truth = Array.from({ length: 300 }, (_, i) => i % 6);
  const correct = truth.map((_, i) => i % 50 < 27);
  const largest = { name: 'majority class', right: truth.map((label) => label === 0) };
  const centroid = { name: 'nearest centroid on frozen features', right: rightOn(300, 0.8, 1), learned: true };
  const [finding] = baselineNotBeaten(correct, truth, [largest, centroid]);
  expect(finding.severity).toBe('critical');
  expect(finding.summary.replaceAll('\u00a0', ' ')).toBe(
    "The validation accuracy of 54 % is significantly below 'nearest centroid on frozen features' (80 %). " +
      "It does beat 'majority class' (17 %). The features of the backbone allow more than this training gets out of them.",
  );
  expect(`${finding.summary} ${finding.fix.text}`).not.toMatch(/has not learned/);
  expect(finding.evidence[0].received).toMatch(/^accuracy \+37 points \(.*\); balanced accuracy \+37 points \(.*\)$/);
  const [unlearned] = baselineNotBeaten(largest.right, truth, [largest]);
  expect(unlearned.summary).toContain("'majority class' does not see the subject");
});

/** Three classes of `support` images each, with `correct` of each predicted correctly and the others as the next class. */
function classScores(support: number, correct: readonly number[]): ReturnType<typeof scores> {
  const truth = correct.flatMap((_, label) => new Array<number>(support).fill(label));
  const probabilities = correct.flatMap((count, label) =>
    Array.from({ length: support }, (_, i) => {
      const row = correct.map(() => 0);
      row[i < count ? label : (label + 1) % correct.length] = 1;
      return row;
    }),
  );
  return scores(truth, probabilities, correct.length);
}

test('a class with a far lower recall than the others is named, with the class that it is confused with', () => {
  const [finding] = worstClass(classScores(50, [45, 10, 46]), ['round', 'cracked', 'mouldy']);
  expect(finding).toMatchObject({ check: 'worst-class', severity: 'warning' });
  expect(finding.summary).toMatch(/recall of 'cracked' is 20\s%.*confused with 'mouldy'/);
  expect(worstClass(classScores(50, [45, 30, 46]), ['a', 'b', 'c'])).toMatchObject([{ severity: 'info' }]);
  const balanced = worstClass(classScores(50, [45, 10, 46]), ['a', 'b', 'c'], true);
  expect([finding.fix.patch, balanced[0].fix.patch]).toEqual([{ classWeight: 'balanced' }, undefined]);
});

test('a class that is somewhat worse on few images is no finding', () => {
  expect(worstClass(classScores(50, [42, 40, 43]), ['a', 'b', 'c'])).toEqual([]);
  expect(worstClass(classScores(5, [5, 3, 4]), ['a', 'b', 'c'])).toEqual([]);
});

/** Two classes; predictions are correct as often as the model's confidence, or less often by `less`. */
function answers(seed: number, n: number, less: number): ReturnType<typeof miscalibration> {
  const draw = random(seed, 'answers');
  const confidences = Array.from({ length: n }, () => draw.between(0.5, 1));
  return miscalibration(
    confidences.map((c) => Number(draw() >= c - less)),
    confidences.map((c) => [c, 1 - c]),
  );
}

test('an overconfident model is found', () => {
  const [finding] = miscalibrated(answers(1, 400, 0.25));
  expect(finding).toMatchObject({ check: 'miscalibrated', severity: 'info' });
  expect(finding.summary).toContain('overconfident');
});

test('of calibrated models one in forty is found, by chance', () => {
  const found = Array.from({ length: 40 }, (_, seed) => miscalibrated(answers(seed, 200, 0))).flat();
  expect(found.length).toBeLessThan(5); // five of 40 would come in 3 of 1,000 sets, were the chance 2.5 %
});

test('a difference of a few images is noise, one of many is not, and equal runs have none', () => {
  const [a, b] = [
    { name: 'a', right: rightOn(300, 0.6) },
    { name: 'b', right: rightOn(300, 0.63, 20) },
  ];
  const [finding] = differenceIsNoise(a, b);
  expect(finding).toMatchObject({ check: 'difference-is-noise', severity: 'info' });
  expect(finding.summary).toContain('is not significant');
  expect(differenceIsNoise(a, { name: 'c', right: rightOn(300, 0.75) })).toEqual([]);
  expect(differenceIsNoise(a, a)).toEqual([]);
});
