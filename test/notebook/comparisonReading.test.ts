import { expect, test } from 'vitest';
import type { Labelled } from '../../src/dataset/dataset.js';
import { isCorrect } from '../../src/metrics/correctness.js';
import { meanAccuracy } from '../../src/metrics/paired.js';
import type { NamedTrial, TrialGroup } from '../../src/notebook/comparison.js';
import { comparisonReading, controlReading } from '../../src/notebook/comparisonReading.js';
import { REFERENCE_RECIPE } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import type { StoredRun } from '../../src/store/runStore.js';

/** Forty images of two classes, 24 of the first, which is the larger in training too. */
const LABELS = Array.from({ length: 40 }, (_, i) => (i < 24 ? 0 : 1));
const DATASET: Labelled = {
  classNames: ['a', 'b'],
  examples: Array.from({ length: 100 }, (_, i) => ({ label: i < 60 ? 0 : 1, split: 'training' })),
};
const CONTROL: Recipe['backbone'] = { name: 'SqueezeNet', weights: 'imagenet' };

/** @param firstClass probability of the first class, of each image */
function trial(name: string, firstClass: (image: number) => number): NamedTrial {
  const probabilities = LABELS.map((_, i) => [firstClass(i), 1 - firstClass(i)]);
  const run = { labels: LABELS, probabilities } as Partial<StoredRun> as StoredRun;
  const accuracy = meanAccuracy([isCorrect(run)]);
  return { name, recipe: REFERENCE_RECIPE, runs: [run], trainingAccuracy: 0.9, accuracy };
}

const correct = (i: number): number => (LABELS[i] === 0 ? 0.75 : 0.25);
const wrong = (i: number): number => 1 - correct(i);
const always = (i: number): number => 0.75 + i / 400;
const policies = (...probabilities: ((image: number) => number)[]): NamedTrial[] =>
  ['moving', 'batch', 'batch-and-update'].map((name, i) => trial(name, probabilities[i]));

test('each variant has a row, and a difference that is shown is bold', () => {
  const groups: TrialGroup[] = [
    { backbone: { name: 'InceptionV3', weights: 'nsfwjs' }, trials: policies(correct, wrong, correct) },
  ];
  const rows = comparisonReading(groups).split('\n').slice(2);
  expect(rows[0]).toBe('| InceptionV3 | moving | 100\u00a0% (91 to 100) |  |');
  expect(rows[1]).toMatch(/^\| {2}\| batch \| 0\u00a0% \(0 to 9\) \| \*\*−100 points.*\*\* \|$/);
  expect(rows[2]).toBe('|  | batch-and-update | 100\u00a0% (91 to 100) | 0 points |');
});

test('a control that has learned and predicts the same under every policy is reported as proof', () => {
  const reading = controlReading({ backbone: CONTROL, trials: policies(correct, correct, correct) }, DATASET);
  expect(reading).toContain(
    'Its predictions are bit-identical under the three policies (80 probabilities; between images they differ by up to 0.50).',
  );
  expect(reading).toMatch(/\+40 points \(\+\d+ to \+\d+\) above always predicting the largest class \(60\u00a0%\)/);
  expect(reading).toContain('The control has learned');
});

test('the accuracy of a control that has not learned proves nothing, and the reading says how to get one that has', () => {
  const trials = policies(always, always, always);
  const trained = controlReading({ backbone: CONTROL, trials }, DATASET);
  expect(trained).toContain('The control has not learned, so equal accuracies prove nothing');
  expect(trained).toContain('Train longer, with `--set epochs=12`');
  const random = controlReading({ backbone: { ...CONTROL, weights: 'random' }, trials }, DATASET);
  expect(random).toContain('Use its ImageNet weights: `--set control=SqueezeNet`.');
});

test('the reading says how much the predictions of a control change with the policy', () => {
  const moved = (i: number): number => correct(i) + (i === 7 ? 0.125 : 0);
  const reading = controlReading({ backbone: CONTROL, trials: policies(correct, correct, moved) }, DATASET);
  expect(reading).toContain('Its predictions differ between the policies by at most 0.13 (80 probabilities;');
  expect(reading).not.toContain('bit-identical');
});
