import path from 'node:path';
import { expect, test } from 'vitest';
import { loadBackbone } from '../../../src/backbones/pretrained/loadBackbone.js';
import { ofSplit } from '../../../src/dataset/dataset.js';
import { tf } from '../../../src/engine/tensorflow.js';
import { imagesOfBatch, measureOneBatch, ONE_BATCH, type OneBatch } from '../../../src/measure/model/oneBatch.js';
import { type RecipeChanges, withChanges } from '../../../src/recipe/recipe.js';
import { FROZEN_INCEPTION, folder, images, SMALL } from '../../run/smallRun.js';

/** Of a recipe of which the head alone trains, unless another is given. */
async function measure(changes: RecipeChanges, recipe = FROZEN_INCEPTION): Promise<OneBatch> {
  const whole = withChanges(recipe, changes);
  const { name, weights } = whole.backbone;
  const options = { cacheFolder: path.join(folder, 'features'), now: () => performance.now() };
  const before = tf.memory().numTensors;
  const training = ofSplit(images, 'training');
  const measured = await measureOneBatch(
    whole,
    await loadBackbone(name, weights, 1),
    { images: training },
    [8, 8],
    options,
  );
  expect(tf.memory().numTensors).toBe(before);
  return measured!;
}

test('a linear head learns sixteen images by heart, and its first loss is near that of uniform predictions', async () => {
  const batch = await measure({});
  expect(batch.numImages).toBe(16);
  expect(batch.recipe.after).toBeLessThan(ONE_BATCH.head.steps);
  expect(batch.uniformLoss).toBeCloseTo(Math.log(2), 5);
  expect(batch.firstLoss / batch.uniformLoss).toBeLessThan(2);
  expect(batch.unregularized).toBeUndefined();
  expect(batch.plain).toBeUndefined();
  expect(batch.groups.map(({ name, isHead }) => [name, isHead])).toEqual([['logits', true]]);
  expect(batch.activity).toEqual({ before: [], after: [] });
});

test('label smoothing leaves the loss of uniform predictions at ln C, and a focal loss does not', async () => {
  const smooth = await measure({
    loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0.2 },
    classWeight: 'balanced',
  });
  expect(smooth.uniformLoss).toBeCloseTo(Math.log(2), 5);
  const focal = await measure({ loss: { name: 'CategoricalFocalCrossentropy' } });
  // alpha (1 - 1/C)^gamma ln C
  expect(focal.uniformLoss).toBeCloseTo(0.25 * 0.25 * Math.log(2), 5);
});

test('by SGD, the change of a step is the learning rate times the gradient', async () => {
  const learningRate = 1e-4;
  const { groups } = await measure({ optimizer: { name: 'SGD' }, learningRate });
  const [{ update, gradient, size }] = groups;
  // The gradient is that of the first step, and the change the median of five.
  expect(update / ((learningRate * gradient) / size)).toBeCloseTo(1, 1);
});

test('at a rate a ten-thousandth of the usual one, Adam learns the batch and the recipe does not', async () => {
  const batch = await measure({ learningRate: 1e-7 });
  expect(batch.recipe.after).toBeUndefined();
  expect(batch.recipe.losses).toHaveLength(ONE_BATCH.head.steps);
  expect(batch.plain?.after).toBeDefined();
});

test('images scaled to nearly one value cannot be learned by heart, whatever the settings', async () => {
  const batch = await measure({ scaling: [{ step: 'rescale', factor: 1e-9 }] });
  expect(batch.recipe.after).toBeUndefined();
  expect(batch.plain).toMatchObject({ correct: 8 });
  expect(batch.plain!.after).toBeUndefined();
});

test('where the backbone trains, fewer images are taken, and its blocks are groups below the head', async () => {
  expect(imagesOfBatch(SMALL)).toBe(4);
  expect(imagesOfBatch(withChanges(SMALL, { batchSize: 64 }))).toBe(8);
  const { groups, recipe, numImages } = await measure({ head: { units: [16], dropout: 0.2 } }, SMALL);
  expect(numImages).toBe(4);
  expect(recipe.losses.length).toBeLessThanOrEqual(ONE_BATCH.backbone.steps);
  expect(groups.filter(({ isHead }) => isHead).map(({ name }) => name)).toEqual(['dense_1', 'logits']);
  expect(groups.filter(({ isHead }) => !isHead).length).toBeGreaterThan(1);
  expect(groups.every(({ update, gradient }) => update > 1e-5 && gradient > 0)).toBe(true);
});

test('with batch statistics, images pass the frozen backbone in batches of the recipe', async () => {
  const losses = async (batchSize: number): Promise<number[]> => {
    const { recipe, numImages } = await measure({ batchNormalization: 'batch', batchSize, learningRate: 1e-7 });
    expect(numImages).toBe(16 - (16 % batchSize));
    return recipe.losses;
  };
  const [four, sixteen] = [await losses(4), await losses(16)];
  expect(await losses(4)).toEqual(four);
  expect(four[0]).not.toBeCloseTo(sixteen[0]!, 3);
  await losses(5);
});
