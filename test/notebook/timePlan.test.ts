import { describe, expect, test } from 'vitest';
import type { ScannedImage } from '../../src/dataset/scan.js';
import { recipeFor } from '../../src/notebook/onSample.js';
import type { OpenDataset } from '../../src/notebook/openDataset.js';
import { sampleCaption, sampleSentence } from '../../src/notebook/sampleCaption.js';
import { stratifiedSample } from '../../src/notebook/stratifiedSample.js';
import {
  alwaysWhole,
  type PlannedTrainings,
  planInTime,
  plannedSeconds,
  sizeAtMost,
} from '../../src/notebook/timePlan.js';
import { fineTuningStrategies } from '../../src/recipe/fineTuningStrategies.js';
import { epochsOf, REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import { applyStrategies } from '../../src/recipe/strategy.js';
import { withFrozenBackbone, withUpperBlocks } from '../../src/recipe/variants.js';
import { scannedImage } from '../dataset/scannedImage.js';

/** Four classes of 70, 20, 8 and 2 %; the validation images are split in two parts, or not. */
function images(count: number, inParts = true): ScannedImage[] {
  return Array.from({ length: count }, (_, i) => {
    const place = Math.floor(i / 8) % 100;
    const label = place < 70 ? 0 : place < 90 ? 1 : place < 98 ? 2 : 3;
    const split = i % 4 === 0 ? 'validation' : 'training';
    const part = i % 8 === 0 ? 'selection' : 'evaluation';
    return scannedImage({ path: `${i}.jpg`, label, split, ...(inParts && split === 'validation' && { part }) });
  });
}

const count = (sample: readonly ScannedImage[], part: string, label?: number): number =>
  sample.filter((image) => (image.part ?? image.split) === part && (label === undefined || image.label === label))
    .length;

describe('a stratified sample', () => {
  test('has half of its images to train on, 15 % to select and 35 % to evaluate on', () => {
    const sample = stratifiedSample(images(14_000), 1000, 1);
    expect(['training', 'selection', 'evaluation'].map((part) => count(sample, part))).toEqual([500, 150, 350]);
  });

  test('keeps the share of each class in each part, and every split and part', () => {
    const all = images(16_000);
    const sample = stratifiedSample(all, 1000, 1);
    expect([0, 1, 2, 3].map((label) => count(sample, 'training', label))).toEqual([350, 100, 40, 10]);
    expect([0, 1, 2, 3].map((label) => count(sample, 'evaluation', label))).toEqual([245, 70, 28, 7]);
    expect(sample.every((image) => all.includes(image))).toBe(true);
  });

  test('without parts of validation has half of its images there', () => {
    const sample = stratifiedSample(images(4000, false), 500, 1);
    expect(['training', 'validation'].map((part) => count(sample, part))).toEqual([250, 250]);
  });

  test('has more training images where the validation images are few', () => {
    const few = images(4000).filter(({ split }, i) => split === 'training' || i % 80 === 0);
    const sample = stratifiedSample(few, 1000, 1);
    expect(sample.length).toBeGreaterThanOrEqual(995);
    expect(count(sample, 'training')).toBeGreaterThan(900);
  });

  test('is the same for the same seed, and all images where there are no more', () => {
    const all = images(3000);
    expect(stratifiedSample(all, 500, 1)).toEqual(stratifiedSample(all, 500, 1));
    expect(stratifiedSample(all, 500, 1)).not.toEqual(stratifiedSample(all, 500, 2));
    expect(stratifiedSample(all, 3000, 1)).toEqual(all);
  });
});

const quick = withChanges(withFrozenBackbone(REFERENCE_RECIPE), { height: 80, width: 160, epochs: 4 });
const large = withChanges(quick, { height: 227, width: 454 });

function trainings(count: number, changes: Partial<PlannedTrainings> & { ms?: number } = {}): PlannedTrainings {
  const { ms = 5, ...others } = changes;
  const each = { inference: ms / 1000, training: (1.5 * ms) / 1000, decoding: 0.001 };
  return { recipes: [quick], images: images(count), seed: 1, passOf: () => each, seconds: 120, ...others };
}

describe('a plan', () => {
  test('has all images where they fit the time', () => {
    expect(planInTime(trainings(5000))).toEqual({ most: 5000, stretch: 1 });
  });

  test('leaves a small set whole, however slow the machine is', () => {
    expect(planInTime(trainings(1000, { ms: 1000 }))).toEqual({ most: 1000, stretch: 1 });
    expect(alwaysWhole([quick])).toBe(1000);
    expect(alwaysWhole([large])).toBe(240);
  });

  test('takes no longer than its time, and has a larger sample with more of it', () => {
    const recipes = [large, withChanges(large, { batchNormalization: 'batch' }), withUpperBlocks(large)];
    const [short, long] = [120, 600].map((seconds) => {
      const planned = trainings(14_000, { recipes, ms: 45, seconds });
      const plan = planInTime(planned);
      expect(plannedSeconds(planned, plan)).toBeLessThanOrEqual(seconds);
      return plan;
    });
    expect(long!.most).toBeGreaterThan(short!.most);
  });

  test('has as many steps as the recipe on all images, where only the head trains', () => {
    const { most, stretch } = planInTime(
      trainings(14_000, { ms: 45, recipes: [withChanges(quick, { batchSize: 64 })] }),
    );
    expect(most).toBeLessThan(3000);
    const steps = stretch * count(stratifiedSample(images(14_000), most, 1), 'training');
    expect(steps / 10_500).toBeGreaterThan(0.85);
    expect(steps / 10_500).toBeLessThanOrEqual(1);
  });

  test('has the smallest sample and fewer epochs where the time suffices for nothing', () => {
    const recipes = [withChanges(large, { batchNormalization: 'batch', epochs: 25 })];
    expect(planInTime(trainings(14_000, { recipes, ms: 500, seconds: 100 }))).toMatchObject({ most: 240 });
    expect(planInTime(trainings(14_000, { recipes, ms: 500, seconds: 100 })).stretch).toBeLessThan(0.2);
  });

  test('counts features that recipes share once', () => {
    const plan = { most: 1000, stretch: 1 };
    const one = plannedSeconds(trainings(14_000, { ms: 45 }), plan);
    const two = plannedSeconds(
      trainings(14_000, { ms: 45, recipes: [quick, withChanges(quick, { learningRate: 1e-4 })] }),
      plan,
    );
    expect(two - one).toBeLessThan(0.2 * one);
  });

  test('has a cost for each of the ten fine-tuning strategies', () => {
    for (const { recipe } of applyStrategies(quick, fineTuningStrategies(quick))) {
      expect(plannedSeconds(trainings(14_000, { recipes: [recipe] }), { most: 500, stretch: 2 })).toBeGreaterThan(2);
    }
  });

  test('sizes are round, and none is below 240', () => {
    expect([100, 240, 1234, 9999].map(sizeAtMost)).toEqual([240, 240, 1200, 8000]);
  });
});

describe('a recipe on a sample', () => {
  const drawn = stratifiedSample(images(14_000), 1000, 1);
  const sample = { images: drawn.length, of: 14_000, numTraining: 10_500, stretch: 6 };
  const dataset = { scan: { images: drawn }, sample } as unknown as OpenDataset;

  test('has more epochs, and waits longer for a better one', () => {
    const onSample = recipeFor(withChanges(quick, { patience: 2 }), dataset);
    expect(epochsOf(onSample)).toBe(24);
    expect(onSample.patience).toBe(42);
  });

  test('keeps what a strategy changes', () => {
    const [temperature] = applyStrategies(quick, fineTuningStrategies(quick)).slice(-1);
    expect(recipeFor(temperature!.recipe, dataset).temperatureScaling).toBe(true);
  });

  test('is unchanged on all images', () => {
    expect(recipeFor(quick, { scan: { images: drawn } } as unknown as OpenDataset)).toBe(quick);
  });

  test('has a caption that names the sample, and none on all images', () => {
    expect(sampleCaption(dataset)).toBe('1,000 of 14,000 images, each class with its share');
    expect(sampleSentence(dataset)).toBe('Measured on a sample: 1,000 of 14,000 images, each class with its share.');
    expect(sampleCaption({})).toBeUndefined();
    expect(sampleSentence({})).toBe('');
  });
});
