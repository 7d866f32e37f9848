import { expect, test } from 'vitest';
import type { OpenRecipe } from '../../../src/diagnose/stages/openRecipe.js';
import { resultFindings } from '../../../src/diagnose/stages/resultFindings.js';
import type { Slice } from '../../../src/metrics/slice.js';
import { searchSlices } from '../../../src/metrics/slices.js';
import type { RunResult } from '../../../src/run/runResult.js';
import { scannedImage } from '../../dataset/scannedImage.js';

const images = Array.from({ length: 240 }, (_, i) =>
  scannedImage({ path: `${i}.jpg`, label: i % 2, split: i < 120 ? 'training' : 'validation' }),
);
const subject = {
  recipe: { seed: 0, backbone: { weights: 'random' } },
  classNames: ['oat', 'rye'],
  images,
} as unknown as OpenRecipe;
/** Wrong on the first 40 of the 120 images that it is evaluated on. */
const correct = Array.from({ length: 120 }, (_, i) => i >= 40);
const labels = correct.map((_, i) => i % 2);
const run = {
  labels,
  probabilities: labels.map((label, i) => ((label === 1) === correct[i] ? [0.2, 0.8] : [0.8, 0.2])),
} as unknown as RunResult;
const dark: Slice = { property: 'brightness', name: 'brightness at most 9 of 255', members: [...Array(40).keys()] };

test('the check of weak slices tells what was searched, and searches none itself', async () => {
  const slices = searchSlices([dark], labels, correct);
  const checks = async (options: Parameters<typeof resultFindings>[3]): Promise<string[]> =>
    (await resultFindings(subject, [], run, options)).map(({ check }) => check);
  expect(await checks({ slices })).toContain('weak-slice');
  expect(await checks({})).not.toContain('weak-slice');
});
