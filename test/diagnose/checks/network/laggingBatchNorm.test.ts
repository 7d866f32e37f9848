import { expect, test } from 'vitest';
import { isLaggingRun, laggingBatchNormOfRun } from '../../../../src/diagnose/checks/network/laggingBatchNorm.js';
import { overfitting } from '../../../../src/diagnose/checks/training/overfitting.js';
import type { TrainedRun } from '../../../../src/diagnose/evidence/trainedRun.js';

/** 458 images in batches of 32, as a user had: 14 steps in each epoch. */
function runOf(epochs: number, training: number, validation: number): TrainedRun {
  const epoch = { trainLoss: 1, trainAccuracy: training, validationLoss: 1, validationAccuracy: validation };
  return {
    history: Array.from({ length: epochs }, (_, i) => ({ ...epoch, epoch: i + 1, learningRate: 1e-3 })),
    bestEpoch: epochs,
    stopped: 'finished',
    learningRate: 1e-3,
    numTraining: 458,
    numValidation: 150,
    numClasses: 6,
    stepsPerEpoch: 14,
  };
}

const LAGS = {
  numLayers: 52,
  momentum: 0.99,
  isPretrained: true,
  unfrozen: { above: 'everything', batchNormalization: true },
};

test('a gap after few steps with trainable batch normalization is not called overfitting', () => {
  const run = runOf(5, 0.96, 0.32);
  const [finding] = laggingBatchNormOfRun(LAGS, run);
  expect(finding).toMatchObject({ check: 'lagging-batch-norm', severity: 'critical' });
  expect(finding.summary).toMatch(/After 70 steps.*52 trainable.*49.% of their values from before training/);
  expect(finding.fix.patch).toEqual({
    unfrozen: { above: 'everything', batchNormalization: false },
    batchNormalization: 'moving',
  });
  expect(overfitting(run, isLaggingRun(LAGS, run))).toEqual([]);
  expect(laggingBatchNormOfRun({ ...LAGS, isPretrained: false }, run)[0].fix.patch).toBeUndefined();
});

test('after many steps, with frozen layers or without a gap, moving statistics do not lag', () => {
  expect(laggingBatchNormOfRun(LAGS, runOf(30, 0.96, 0.32))).toEqual([]);
  expect(laggingBatchNormOfRun({ ...LAGS, momentum: 0.999 }, runOf(30, 0.96, 0.32))).toHaveLength(1);
  expect(laggingBatchNormOfRun({ ...LAGS, numLayers: 0, momentum: 0 }, runOf(5, 0.96, 0.32))).toEqual([]);
  expect(laggingBatchNormOfRun(LAGS, runOf(5, 0.9, 0.85))).toEqual([]);
});
