import path from 'node:path';
import { expect, test } from 'vitest';
import { tf } from '../../src/engine/tensorflow.js';
import { withChanges } from '../../src/recipe/recipe.js';
import type { RunResult } from '../../src/run/runResult.js';
import { FROZEN_INCEPTION, folder, modified, run } from './smallRun.js';

const IN_BATCHES = withChanges(FROZEN_INCEPTION, {
  batchNormalization: 'batch',
  batchSize: 4,
  augmentedViews: 2,
  epochs: 4,
  patience: 4,
});
const lossesOf = ({ history }: RunResult): number[] => history.map(({ trainLoss }) => trainLoss);

test('frozen layers that use the statistics of each batch run once a view, and in a second run not at all', async () => {
  const cacheFolder = path.join(folder, 'batches');
  const before = tf.memory().numTensors;
  const first = await run(IN_BATCHES, { cacheFolder, batchesOnce: true });
  const written = await modified(cacheFolder);
  // Two views of the training images, in other batches each, and the validation images.
  expect(written).toHaveLength(3);
  const second = await run(IN_BATCHES, { cacheFolder, batchesOnce: true });
  expect(await modified(cacheFolder)).toEqual(written);
  expect(second.history).toEqual(first.history);
  expect(tf.memory().numTensors).toBe(before);
});

test('in one batch of all images, it is the training that runs them in every epoch', async () => {
  const whole = withChanges(IN_BATCHES, { batchSize: 16 });
  const once = await run(whole, { cacheFolder: path.join(folder, 'once'), batchesOnce: true });
  const each = await run(whole, { cacheFolder: path.join(folder, 'each') });
  for (const [i, loss] of lossesOf(each).entries()) expect(lossesOf(once)[i]).toBeCloseTo(loss, 4);
  const moving = await run(withChanges(whole, { batchNormalization: 'moving' }), {
    cacheFolder: path.join(folder, 'moving-too'),
  });
  expect(Math.abs(lossesOf(moving)[0] - lossesOf(each)[0])).toBeGreaterThan(0.01);
});
