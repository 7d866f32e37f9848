import { expect, test } from 'vitest';
import { hasLearned } from '../../../src/diagnose/evidence/learnedBatch.js';
import type { EpochRecord } from '../../../src/training/history.js';

const runOf = (...accuracies: number[]): { history: EpochRecord[]; bestEpoch: number } => ({
  history: accuracies.map((trainAccuracy, i) => ({
    epoch: i + 1,
    trainLoss: 1,
    trainAccuracy,
    validationLoss: 1,
    validationAccuracy: 0.5,
    learningRate: 1e-3,
  })),
  bestEpoch: 1,
});

test('a run has learned its images half of the way from the largest class to all of them, beyond chance', () => {
  // The largest class has 40 %, so that half of the way is 70 %.
  const counts = [400, 300, 300];
  expect(hasLearned(runOf(0.75), counts)).toBe(true);
  expect(hasLearned(runOf(0.71), counts)).toBe(false);
  expect(hasLearned(runOf(0.75), [4, 3, 3])).toBe(false);
});

test('the epoch that was kept counts, and without a run nothing is learned', () => {
  expect(hasLearned(runOf(0.4, 0.99), [400, 300, 300])).toBe(false);
  expect(hasLearned(undefined, [400, 300, 300])).toBe(false);
  expect(hasLearned({ history: [], bestEpoch: 0 }, [400, 300, 300])).toBe(false);
});
