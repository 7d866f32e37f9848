import { expect, test } from 'vitest';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import { trainingPasses, trainingSeconds } from '../../src/run/estimateTrainingSeconds.js';
import { scannedImage } from '../dataset/scannedImage.js';

const IMAGES = [
  ...Array.from({ length: 60 }, () => scannedImage({ path: 'a', split: 'training' })),
  ...Array.from({ length: 20 }, () => scannedImage({ path: 'b', split: 'validation' })),
];
const four = withChanges(REFERENCE_RECIPE, { epochs: 4 });
const frozen = withChanges(four, { batchNormalization: 'moving', augmentation: null });

test('features that stay the same are computed once', () => {
  expect(trainingPasses(frozen, IMAGES)).toEqual({
    kind: 'training on features that are computed once',
    inference: 80,
    training: 0,
  });
});

test('each view of an augmented image is computed once', () => {
  const views = withChanges(four, { batchNormalization: 'moving', augmentedViews: 2 });
  expect(trainingPasses(views, IMAGES)).toMatchObject({
    kind: 'training on features that are computed once',
    inference: 140,
  });
});

test('with batch statistics, the frozen layers run in every step, and the validation images once', () => {
  expect(trainingPasses(four, IMAGES)).toEqual({
    kind: 'training through frozen layers',
    inference: 20,
    training: 240,
  });
});

test('unfrozen layers need gradients and a new evaluation in every epoch; the most expensive phase names the kind', () => {
  const above = { above: 'mixed7', batchNormalization: false };
  expect(trainingPasses(withChanges(frozen, { unfrozen: above }), IMAGES)).toEqual({
    kind: 'training of unfrozen layers',
    inference: 80,
    training: 720,
  });
  const phases = withChanges(frozen, { phases: [{ epochs: 1 }, { epochs: 2, unfrozen: above }] });
  expect(trainingPasses(phases, IMAGES)).toEqual({
    kind: 'training of unfrozen layers',
    inference: 80 + 40,
    training: 360,
  });
});

test('views of test-time augmentation are passes too', () => {
  const averaged = withChanges(frozen, { testTimeAugmentation: { flip: true, draws: 2 } });
  expect(trainingPasses(averaged, IMAGES).inference).toBe(80 + 20 * 4);
});

test('seconds are passes by their kind, and each image is decoded once', () => {
  const passes = { kind: 'training on features that are computed once', inference: 100, training: 10 } as const;
  expect(trainingSeconds(passes, { inference: 0.01, training: 0.1, decoding: 0.001 }, IMAGES)).toBeCloseTo(2.08);
});
