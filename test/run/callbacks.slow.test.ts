import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tf } from '../../src/engine/tensorflow.js';
import type { Progress } from '../../src/features/featureOptions.js';
import { withChanges } from '../../src/recipe/recipe.js';
import { csvLogger } from '../../src/training/callbacks/csvLogger.js';
import { modelCheckpoint } from '../../src/training/callbacks/modelCheckpoint.js';
import { accuracyOf, folder, run, SMALL } from './smallRun.js';

test('an interrupted run stops at the next batch, evaluates, and keeps its best epoch', async () => {
  const before = tf.memory().numTensors;
  let asked = 0;
  const progress: Progress[] = [];
  const result = await run(withChanges(SMALL, { epochs: 20 }), {
    interrupted: () => ++asked > 6, // four batches are an epoch: in the middle of the second
    onProgress: (now) => progress.push(now),
  });
  expect(result.stopped).toBe('interrupted');
  expect(asked).toBe(7);
  expect(progress.map(({ epoch, batch }) => `${epoch}/${batch}`)).toEqual(['1/1', '1/2', '1/3', '1/4', '2/1', '2/2']);
  expect(result.history.map(({ epoch }) => epoch)).toEqual([1, 2]);
  expect(accuracyOf(result)).toBe(Math.max(...result.history.map(({ validationAccuracy }) => validationAccuracy)));
  expect(tf.memory().numTensors).toBe(before);
});

test('a run that does not improve stops early, patience epochs after its best one', async () => {
  const still = withChanges(SMALL, { learningRate: 1e-12, epochs: 20, patience: 2 });
  const { stopped, history, bestEpoch } = await run(still);
  expect({ stopped, epochs: history.length, bestEpoch }).toEqual({ stopped: 'early', epochs: 3, bestEpoch: 1 });
});

test('the learning rate follows the schedule to its end', async () => {
  const { history } = await run(withChanges(SMALL, { schedule: { name: 'CosineDecay', warmupSteps: 4 }, epochs: 3 }));
  const rates = history.map(({ learningRate }) => learningRate! / SMALL.learningRate);
  // Four steps an epoch: after the warm-up at the top, in the middle of the fall, and at its end.
  [1, 0.5, 0].forEach((share, i) => {
    expect(rates[i]).toBeCloseTo(share, 10);
  });
});

test('a plateau lowers the learning rate, starting with the next epoch', async () => {
  const still = withChanges(SMALL, { learningRate: 1e-12, epochs: 4, reduceOnPlateau: { patience: 1, factor: 0.5 } });
  const { history } = await run(still);
  const rates = history.map(({ learningRate }) => learningRate! / 1e-12);
  [1, 1, 0.5, 0.25].forEach((rate, i) => {
    expect(rates[i]).toBeCloseTo(rate, 5);
  });
});

test('the monitor selects the best epoch, and callbacks of the caller run after those of the recipe', async () => {
  const file = path.join(folder, 'log', 'training.csv');
  const epochs: number[] = [];
  const best = modelCheckpoint(({ epoch }) => void epochs.push(epoch), { monitor: 'val_loss', saveBestOnly: true });
  const recipe = withChanges(SMALL, { monitor: 'val_loss', epochs: 3 });
  const { history, bestEpoch } = await run(recipe, { callbacks: [csvLogger(file), best] });
  const losses = history.map(({ validationLoss }) => validationLoss);
  expect(bestEpoch).toBe(losses.indexOf(Math.min(...losses)) + 1);
  expect(epochs.at(-1)).toBe(bestEpoch);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines[3]).toBe(
    [
      2,
      history[2].trainAccuracy,
      SMALL.learningRate,
      history[2].trainLoss,
      history[2].validationAccuracy,
      losses[2],
    ].join(),
  );
});

test('a loss of NaN in the first epoch is an error that says what to do', async () => {
  const wild = withChanges(SMALL, { scaling: [{ step: 'rescale', factor: 1e38 }] });
  await expect(run(wild)).rejects.toThrow(/The loss is expected to be a finite number\..*Lower the learning rate/s);
});
