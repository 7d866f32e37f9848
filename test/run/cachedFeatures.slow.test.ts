import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bfloat16Support } from '../../src/engine/precision.js';
import { tf } from '../../src/engine/tensorflow.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import type { RunResult } from '../../src/run/runResult.js';
import { FROZEN_INCEPTION, folder, modified, run, SMALL } from './smallRun.js';

test('features of a frozen InceptionV3 are computed once, and a second run reads them', async () => {
  const cacheFolder = path.join(folder, 'moving');
  const before = tf.memory().numTensors;
  const first = await run(FROZEN_INCEPTION, { cacheFolder });
  const written = await modified(cacheFolder);
  expect(written).toHaveLength(2); // of the training and of the validation images
  const sizes = written.map(([, , bytes]) => bytes).sort((a, b) => a - b);
  for (const [i, numImages] of [8, 16].entries()) {
    expect(sizes[i]).toBeGreaterThan(numImages * 2048 * 4);
    expect(sizes[i]).toBeLessThan(numImages * (2048 * 4 + 150));
  }
  const activities: string[] = [];
  const second = await run(FROZEN_INCEPTION, { cacheFolder, onProgress: ({ activity }) => activities.push(activity) });
  expect(await modified(cacheFolder)).toEqual(written);
  expect(activities).not.toContain('features');
  expect(second.history).toEqual(first.history);
  expect(tf.memory().numTensors).toBe(before);
  // keras.applications.InceptionV3(include_top=False).count_params()
  expect(first.frozenDigest.parameters).toBe(21_802_784);
  expect(first.frozenDigest.after).toBe(first.frozenDigest.before);
  expect(first.trainableParameters).toBe(2048 * 2 + 2);
});

test.skipIf(!bfloat16Support().isAvailable)(
  'features of one precision are never read as those of the other',
  async () => {
    const cacheFolder = path.join(folder, 'precision');
    const inBfloat16 = withChanges(FROZEN_INCEPTION, { precision: 'bfloat16' });
    const wide = await run(FROZEN_INCEPTION, { cacheFolder });
    const narrow = await run(inBfloat16, { cacheFolder });
    expect(await modified(cacheFolder)).toHaveLength(4);
    expect(narrow.history).not.toEqual(wide.history);
    // With the features of both in the cache, each run finds its own.
    expect((await run(FROZEN_INCEPTION, { cacheFolder })).history).toEqual(wide.history);
    expect((await run(inBfloat16, { cacheFolder })).history).toEqual(narrow.history);
  },
);

describe('a bounded number of augmented views', () => {
  const VIEWS = withChanges(SMALL, {
    unfrozen: { above: 'nothing', batchNormalization: false },
    augmentation: REFERENCE_RECIPE.augmentation,
    epochs: 4,
    patience: 4,
    augmentedViews: 2,
  });
  const lossesOf = ({ history }: RunResult): number[] => history.map(({ trainLoss }) => trainLoss);

  test('goes through the frozen layers once a view, and in a second run not at all', async () => {
    const cacheFolder = path.join(folder, 'views');
    const computed = async (): Promise<{ epochs: number[]; result: RunResult }> => {
      const epochs: number[] = [];
      const result = await run(VIEWS, {
        cacheFolder,
        onProgress: ({ activity, epoch }) => activity === 'features' && epochs.push(epoch),
      });
      return { epochs, result };
    };
    const before = tf.memory().numTensors;
    const first = await computed();
    // Of the validation images and of the first view before training, of the second view before its epoch.
    expect(first.epochs).toEqual([0, 0, 2]);
    expect(await modified(cacheFolder)).toHaveLength(3);
    const second = await computed();
    expect(second.epochs).toEqual([]);
    expect(second.result.history).toEqual(first.result.history);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('sees in its first epochs what a run sees that draws anew, and then its views again', async () => {
    const [anew, two, four] = await Promise.all(
      [null, 2, 4].map((augmentedViews) => run(withChanges(VIEWS, { augmentedViews }))),
    );
    for (const epoch of [0, 1]) expect(lossesOf(two)[epoch]).toBeCloseTo(lossesOf(anew)[epoch], 5);
    expect(lossesOf(two)[2]).not.toBeCloseTo(lossesOf(anew)[2], 5);
    for (const [epoch, loss] of lossesOf(anew).entries()) expect(lossesOf(four)[epoch]).toBeCloseTo(loss, 5);
  });

  test('an interrupt while a later view is computed ends the training with its best epoch', async () => {
    let started = false;
    const result = await run(VIEWS, {
      cacheFolder: path.join(folder, 'interrupted view'),
      onProgress: ({ activity, epoch, batch, batches }) => {
        if (activity === 'training' && epoch === 1 && batch === batches) started = true;
      },
      interrupted: () => started,
    });
    expect(result).toMatchObject({ stopped: 'interrupted', bestEpoch: 1 });
  });
});

test('features of a corrupt file are computed again, with a note', async () => {
  const notes: string[] = [];
  const cacheFolder = path.join(folder, 'corrupt');
  const recipe = withChanges(SMALL, { unfrozen: { above: 'nothing', batchNormalization: false } });
  const first = await run(recipe, { cacheFolder });
  for (const [name] of await modified(cacheFolder)) {
    const bytes = await readFile(path.join(cacheFolder, name));
    bytes.fill(0, 0, 64);
    await writeFile(path.join(cacheFolder, name), bytes);
  }
  const second = await run(recipe, { cacheFolder, onNote: (note) => notes.push(note) });
  expect(second.history).toEqual(first.history);
  expect(notes).toHaveLength(2); // of the training and of the validation images
  expect(notes[0]).toMatch(/^The cache file features.* is corrupt: row 1 does not match its checksum/);
});

test('features that do not fit into the cache are computed in every step, with a note and the same result', async () => {
  const notes: string[] = [];
  const cacheFolder = path.join(folder, 'no room');
  const recipe = withChanges(SMALL, { unfrozen: { above: 'nothing', batchNormalization: false } });
  const small = await run(recipe, { cacheFolder, cacheLimit: 10, onNote: (note) => notes.push(note) });
  expect(notes[0]).toMatch(/^The frozen layers run in every step: their output \(.*\) is larger than the cache/);
  expect(await modified(cacheFolder)).toEqual([]);
  const roomy = await run(recipe, { cacheFolder });
  for (const [i, { trainLoss }] of roomy.history.entries()) {
    expect(small.history[i].trainLoss).toBeCloseTo(trainLoss, 5);
  }
});
