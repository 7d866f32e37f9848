import { expect, test } from 'vitest';
import type { Classifier } from '../../src/backbones/pretrained/classifier.js';
import { random } from '../../src/base/random.js';
import type { ScannedImage } from '../../src/dataset/scan.js';
import { fitTemperature } from '../../src/metrics/temperature.js';
import { REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';
import { finalPredictions } from '../../src/run/finalPredictions.js';
import { scannedImage } from '../dataset/scannedImage.js';

const draw = random('final answers');
const validation: ScannedImage[] = Array.from({ length: 60 }, (_, i) =>
  scannedImage({ path: `${i}.jpg`, label: i % 2, split: 'validation' }),
);
/** Sure of itself, and right three times in four. */
const probabilities = validation.map(({ label }) => {
  const sure = draw.between(0.8, 0.999);
  const given = draw() < 0.75 ? label : 1 - label;
  return given === 0 ? [sure, 1 - sure] : [1 - sure, sure];
});

/** Without views nothing is asked of a model. */
const NO_MODEL = { classifier: undefined as unknown as Classifier, trained: new Map() };
const answersOf = (changes: RecipeChanges, images = validation): ReturnType<typeof finalPredictions> =>
  finalPredictions(withChanges(REFERENCE_RECIPE, changes), images, probabilities, NO_MODEL, {});

/** What the logits of two classes were divided by. */
const temperatureOf = ([a, b]: number[], [ownA, ownB]: number[]): number =>
  (Math.log(a) - Math.log(b)) / (Math.log(ownA) - Math.log(ownB));

test('without views and temperature the answers are those of the best epoch', async () => {
  expect(await answersOf({})).toEqual({ labels: validation.map(({ label }) => label), probabilities });
});

test('where nothing is halved, each half has the temperature that was fitted on the other', async () => {
  const { labels, probabilities: scaled, temperature } = await answersOf({ temperatureScaling: true });
  expect(temperature).toBe(fitTemperature(labels, probabilities));
  const used = scaled.map((row, i) => temperatureOf(probabilities[i], row).toFixed(5));
  const halves = [...new Set(used)].map((own) => used.flatMap((each, i) => (each === own ? [i] : [])));
  expect(halves.map((half) => half.length)).toEqual([30, 30]);
  for (const [own, other] of [halves, [...halves].reverse()]) {
    expect(own.filter((i) => labels[i] === 0)).toHaveLength(15);
    const pick = <T>(values: readonly T[]): T[] => other.map((i) => values[i]);
    expect(Number(used[own[0]])).toBeCloseTo(fitTemperature(pick(labels), pick(probabilities)), 4);
  }
});

test('where validation is halved, the half to choose by gives the temperature of both', async () => {
  const halved = validation.map((image, i): ScannedImage => ({ ...image, part: i < 20 ? 'selection' : 'evaluation' }));
  const answers = await answersOf({ temperatureScaling: true }, halved);
  expect(answers.labels).toHaveLength(40);
  expect(answers.selection?.labels).toHaveLength(20);
  const labels = halved.map(({ label }) => label);
  expect(answers.temperature).toBe(fitTemperature(labels.slice(0, 20), probabilities.slice(0, 20)));
  const all = [...answers.selection!.probabilities, ...answers.probabilities];
  all.forEach((row, i) => {
    expect(temperatureOf(probabilities[i], row)).toBeCloseTo(answers.temperature!, 6);
  });
});

test('views of neither kind are an error that names the field', () => {
  expect(() => withChanges(REFERENCE_RECIPE, { testTimeAugmentation: { flip: false } })).toThrow(
    'testTimeAugmentation',
  );
});
