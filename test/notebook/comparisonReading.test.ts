import { expect, test } from 'vitest';
import { isCorrect } from '../../src/metrics/correctness.js';
import { meanAccuracy } from '../../src/metrics/paired.js';
import type { Trial, TrialGroup } from '../../src/notebook/comparison.js';
import { comparisonReading, controlReading } from '../../src/notebook/comparisonReading.js';
import { REFERENCE_RECIPE } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import type { StoredRun } from '../../src/store/runStore.js';

/** Forty pictures of two classes, 24 of the first, which is the larger in training too. */
const LABELS = Array.from({ length: 40 }, (_, i) => (i < 24 ? 0 : 1));
const SUPPORT = [60, 40];
const CONTROL: Recipe['backbone'] = { name: 'SqueezeNet', weights: 'random' };

/** @param firstClass probability of the first class, of each picture */
function trial(name: string, firstClass: (picture: number) => number): Trial {
  const probabilities = LABELS.map((_, i) => [firstClass(i), 1 - firstClass(i)]);
  const run = { labels: LABELS, probabilities } as Partial<StoredRun> as StoredRun;
  const validation = meanAccuracy([isCorrect(run)]);
  return { name, recipe: REFERENCE_RECIPE, runs: [run], training: 0.9, validation };
}

const right = (i: number): number => (LABELS[i] === 0 ? 0.75 : 0.25);
const wrong = (i: number): number => 1 - right(i);
const always = (i: number): number => 0.75 + i / 400;
const policies = (...probabilities: ((picture: number) => number)[]): Trial[] =>
  ['moving', 'batch', 'batch-and-update'].map((name, i) => trial(name, probabilities[i]));

test('what a variant costs is told in points, and no cost is claimed where none is shown', () => {
  const groups: TrialGroup[] = [
    { backbone: { name: 'InceptionV3', weights: 'nsfwjs' }, trials: policies(right, wrong, right) },
  ];
  const reading = comparisonReading(groups);
  expect(reading).toMatch(/^- \*\*InceptionV3\*\* reaches 100\u00a0% \(91 to 100\) in validation with \*\*moving\*\*/);
  expect(reading).toContain('with **batch** it is 0\u00a0%: −100 points');
  expect(reading).toContain('with **batch-and-update** it is 100\u00a0%: 0 points, no difference shown.');
});

test('a control that has learned and predicts the same under every policy is told as proof', () => {
  const reading = controlReading({ backbone: CONTROL, trials: policies(right, right, right) }, SUPPORT);
  expect(reading).toContain(
    'The 80 probabilities of its validation are equal under the three policies, to the last bit',
  );
  expect(reading).toContain('from picture to picture they differ by up to 0.50');
  expect(reading).toMatch(/\+40 points \(\+\d+ to \+\d+\) above always answering the largest class \(60\u00a0%\)/);
  expect(reading).toContain('it has learned');
});

test('a control that has learned nothing proves nothing by its accuracy, and the reading says how to get one that does', () => {
  const reading = controlReading({ backbone: CONTROL, trials: policies(always, always, always) }, SUPPORT);
  expect(reading).toContain('it has not learned, so equal accuracies prove nothing here');
  expect(reading).toContain('`--set control=SqueezeNet:FILE`');
});

test('a control whose predictions change with the policy is told by how much', () => {
  const moved = (i: number): number => right(i) + (i === 7 ? 0.125 : 0);
  const reading = controlReading({ backbone: CONTROL, trials: policies(right, right, moved) }, SUPPORT);
  expect(reading).toContain('The 80 probabilities of its validation differ between the policies by at most 0.13');
  expect(reading).not.toContain('to the last bit');
});
