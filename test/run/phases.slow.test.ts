import { expect, test } from 'vitest';
import type { RawWeight } from '../../src/backbones/network/weights.js';
import { tf } from '../../src/engine/tensorflow.js';
import { type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';
import { run, SMALL } from './smallRun.js';

test('a linear probe and then fine-tuning, each as a training of its own except for its initial weights', async () => {
  const recipe = withChanges(SMALL, {
    phases: [
      { unfrozen: { above: 'nothing', batchNormalization: false }, learningRate: 1e-2, epochs: 2 },
      { unfrozen: { above: 'pool_2', batchNormalization: false }, epochs: 2 },
    ],
  });
  const before = tf.memory().numTensors;
  const epochs: string[] = [];
  const { history, bestEpoch, frozenDigest } = await run(recipe, {
    callbacks: [
      {
        onTrainBegin: () => void epochs.push('begin'),
        onEpochEnd: (epoch) => void epochs.push(`${epoch}`),
        onTrainEnd: () => void epochs.push('end'),
      },
    ],
  });
  expect(epochs).toEqual(['begin', '1', '2', '3', '4', 'end']);
  expect(history.map(({ epoch, phase }) => [phase, epoch])).toEqual([
    [1, 1],
    [1, 2],
    [2, 3],
    [2, 4],
  ]);
  expect(bestEpoch).toBeGreaterThan(2);
  const { phases, ...probe } = recipe;
  const alone = await run(withChanges({ ...probe, phases: [] }, { ...phases[0] } as RecipeChanges));
  expect(history.slice(0, 2).map(({ trainLoss }) => trainLoss)).toEqual(
    alone.history.map(({ trainLoss }) => trainLoss),
  );
  // The second phase begins where the first ended, and not with the loss of knowing nothing.
  expect(history[2].trainLoss).toBeLessThan(history[0].trainLoss);
  expect(frozenDigest.after).toBe(frozenDigest.before);
  expect(tf.memory().numTensors).toBe(before);
});

test('classifier retraining trains only the last layer, from new random weights', async () => {
  const changed: ReadonlyMap<string, RawWeight>[] = [];
  const onCheckpoint = async (weights: ReadonlyMap<string, RawWeight>): Promise<void> => void changed.push(weights);
  const base = withChanges(SMALL, { head: { units: [8], dropout: 0 }, learningRate: 1e-2 });
  const retraining = { trains: 'classifier', sampling: 'balanced', epochs: 2 } as const;
  const first = await run(base, { onCheckpoint });
  const { trainableParameters, history, bestEpoch } = await run(withChanges(base, { phases: [{}, retraining] }), {
    onCheckpoint,
  });
  expect(history.slice(0, first.history.length).map(({ trainLoss }) => trainLoss)).toEqual(
    first.history.map(({ trainLoss }) => trainLoss),
  );
  expect(history).toHaveLength(first.history.length + 2);
  expect(bestEpoch).toBeGreaterThan(first.history.length);
  expect(trainableParameters).toBe(8 * 2 + 2);
  const [alone, retrained] = changed;
  expect([...retrained.keys()].sort()).toEqual([...alone.keys()].sort());
  for (const [name, { values }] of alone) {
    if (name.startsWith('logits/')) expect(retrained.get(name)!.values).not.toEqual(values);
    else expect(retrained.get(name)!.values, name).toEqual(values);
  }
});
