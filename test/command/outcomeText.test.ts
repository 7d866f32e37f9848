import { expect, test } from 'vitest';
import { outcomeText } from '../../src/command/outcomeText.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import { scannedImage } from '../dataset/scannedImage.js';
import { runOf } from '../diagnose/runOf.js';

const RECIPE = withChanges(REFERENCE_RECIPE, { epochs: 8, batchSize: 10, stepsPerEpoch: null, lastBatch: 'keep' });
const images = (n: number): ReturnType<typeof scannedImage>[] =>
  Array.from({ length: n }, (_, i) => scannedImage({ path: `${i}.jpg`, split: 'training' }));

/** A run of so many epochs, of a recipe with as many. */
function runWith(epochs: number): ReturnType<typeof runOf> {
  const run = runOf(40, 50, { recipe: withChanges(RECIPE, { epochs }) });
  const [record] = run.history;
  return { ...run, history: Array.from({ length: epochs }, (_, i) => ({ ...record!, epoch: i + 1 })) };
}

test('the epochs of a sample are told beside those of all images, which have as many steps', () => {
  expect(outcomeText(runWith(29), RECIPE, images(100), images(362))).toMatch(
    /^Best epoch 1 of 29 on the sample, with as many steps as 8 epochs of all images\. Training accuracy 80/,
  );
  expect(outcomeText(runWith(4), RECIPE, images(100), images(1000))).toContain('as 0.4 epochs of all images.');
});

test('where all images are trained on, epochs are epochs', () => {
  expect(outcomeText(runWith(8), RECIPE, images(362), images(362))).toMatch(/^Best epoch 1 of 8\. Training/);
});
