import { expect, test } from 'vitest';
import { batchNotLearned } from '../../../../src/diagnose/checks/training/batchNotLearned.js';
import { deadUnits } from '../../../../src/diagnose/checks/training/deadUnits.js';
import { firstLoss } from '../../../../src/diagnose/checks/training/firstLoss.js';
import { largeUpdates } from '../../../../src/diagnose/checks/training/largeUpdates.js';
import {
  lossFloor,
  regularizationTooStrong,
} from '../../../../src/diagnose/checks/training/regularizationTooStrong.js';
import { smallUpdates, stillBlocks } from '../../../../src/diagnose/checks/training/smallUpdates.js';
import { vanishingGradients } from '../../../../src/diagnose/checks/training/vanishingGradients.js';
import type { OneBatch } from '../../../../src/measure/model/oneBatch.js';
import { REFERENCE_RECIPE, withChanges } from '../../../../src/recipe/recipe.js';
import {
  deadBatch,
  drownedBatch,
  oneBatch,
  slowBatch,
  thrownBatch,
  unlearnable,
  VANISHED_GROUPS,
} from '../../oneBatch.js';

const DROPOUT = withChanges(REFERENCE_RECIPE, {
  head: { units: [256], dropout: 0.99 },
  optimizer: { name: 'AdamW', weightDecay: 10 },
  loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0.1 },
});

test('a batch that a sound recipe learns is no finding of any check', () => {
  const batch = oneBatch();
  expect([
    ...firstLoss(batch, true),
    ...batchNotLearned(batch),
    ...regularizationTooStrong(batch, DROPOUT),
    ...smallUpdates(batch, 1e-3, 350),
    ...stillBlocks(batch.groups, 1),
    ...largeUpdates(batch, 1e-3),
    ...vanishingGradients(batch.groups),
    ...deadUnits(batch),
  ]).toEqual([]);
});

test('a first loss far above that of uniform predictions is found, by its ratio, so that class weights do not matter', () => {
  const [finding] = firstLoss(oneBatch({ firstLoss: 40 }), false);
  expect(finding).toMatchObject({ check: 'first-loss', severity: 'warning' });
  expect(firstLoss(oneBatch({ firstLoss: 40, uniformLoss: 20 }), true)).toEqual([]);
  const behindMaps = oneBatch({ firstLoss: 5 * Math.log(7) });
  expect(firstLoss(behindMaps, true)[0]).toMatchObject({ check: 'first-loss' });
  expect(firstLoss(behindMaps, false)).toEqual([]);
  expect(firstLoss(oneBatch({ firstLoss: Number.NaN }), true)[0]).toMatchObject({ severity: 'critical', effect: 1 });
});

test('a batch that not even Adam learns shows that it is not the settings of learning', () => {
  const batch = unlearnable();
  expect(batchNotLearned(batch)[0]).toMatchObject({
    check: 'batch-not-learned',
    severity: 'critical',
    effect: 1 - 9 / 32,
  });
  expect([...smallUpdates(batch, 1e-7, 350), ...regularizationTooStrong(batch, DROPOUT)]).toEqual([]);
});

test('a batch that Adam has nearly learned, or whose loss still falls, says nothing', () => {
  const batch = unlearnable();
  const withPlain = (changes: Partial<OneBatch['plain']>): OneBatch => ({
    ...batch,
    plain: { ...batch.plain!, ...changes },
  });
  expect(batchNotLearned(withPlain({ correct: 26, isCut: false }))).toEqual([]);
  expect(batchNotLearned(withPlain({ losses: [2, 1.5, 0.5] }))).toEqual([]);
});

test('a batch that Adam learns shows a rate that is too low, and not that images are at fault', () => {
  const batch = slowBatch(4e-6);
  const [finding] = smallUpdates(batch, 1e-7, 350);
  expect(finding).toMatchObject({
    check: 'learning-rate-too-low',
    severity: 'critical',
    fix: { patch: { learningRate: 1e-4 } },
  });
  expect(batchNotLearned(batch)).toEqual([]);
});

test('steps within the bounds that are too few are a warning, context where most is learned, and none where far more follow', () => {
  const slow = Array.from({ length: 100 }, (_, i) => 2.2 - 2e-3 * i);
  const batch = slowBatch(2e-4, { recipe: { losses: slow, correct: 20, isCut: false } });
  const nearly = slowBatch(2e-4, { recipe: { losses: slow, correct: 25, isCut: false } });
  expect(smallUpdates(nearly, 1e-5, 200)[0]).toMatchObject({ severity: 'info' });
  expect(smallUpdates(batch, 1e-5, 200)[0]).toMatchObject({ check: 'learning-rate-too-low', severity: 'warning' });
  expect(smallUpdates(batch, 1e-5, 4000)).toEqual([]);
});

test('blocks that are unfrozen and hardly change are context, with a higher rate for the backbone; the head is no block', () => {
  const [logits] = oneBatch().groups;
  const groups = [{ ...logits!, name: 'mixed9', isHead: false, update: 3e-8 }, logits!];
  const [finding] = stillBlocks(groups, 1e-5);
  expect(finding).toMatchObject({
    check: 'learning-rate-too-low',
    severity: 'info',
    fix: { patch: { backboneRate: 0.1 } },
  });
  expect(stillBlocks([{ ...logits!, update: 3e-8 }], 1)).toEqual([]);
  // At the rate of the head, it is the learning rate that is too low, and not that of the backbone.
  expect(stillBlocks(groups, 1)).toEqual([]);
});

test('a loss that rises, or is not finite, is none of a rate that is too low', () => {
  const rising = slowBatch(0.5, { recipe: { losses: [2.2, 9, 8, 9], correct: 5, isCut: false } });
  const infinite = slowBatch(0.5, { recipe: { losses: [2.2, Number.NaN], correct: 5, isCut: false } });
  expect([...smallUpdates(rising, 0.1, 350), ...smallUpdates(infinite, 0.1, 350)]).toEqual([]);
});

test('steps that raise the loss of their own batch show a rate that is too high; large steps that do not are none', () => {
  expect(largeUpdates(thrownBatch(), 1)[0]).toMatchObject({
    check: 'learning-rate-too-high',
    severity: 'warning',
    fix: { patch: { learningRate: 0.1 } },
  });
  // Of the last layer alone, large steps change the size of its answers, and not which is the largest.
  const logits = thrownBatch().groups[1]!;
  expect(largeUpdates(thrownBatch({ groups: [logits] }), 1)).toEqual([]);
  const infinite = thrownBatch({ recipe: { losses: [2.2, 60, Number.POSITIVE_INFINITY], correct: 5, isCut: false } });
  expect(largeUpdates(infinite, 1)[0]).toMatchObject({ severity: 'critical', effect: 1 });
  const learning = thrownBatch({ recipe: { losses: [2.2, 3, 1, 0.1], after: 3, correct: 32, isCut: false } });
  expect(largeUpdates(learning, 1e-2)).toEqual([]);
});

test('a batch that is learned without regularization alone names what to leave out, and only what the recipe has', () => {
  const [finding] = regularizationTooStrong(drownedBatch(), DROPOUT);
  expect(finding).toMatchObject({ check: 'regularization-too-strong', severity: 'critical' });
  expect(finding!.fix.patch).toEqual({
    head: { units: [256], dropout: 0 },
    optimizer: { ...DROPOUT.optimizer, weightDecay: 0 },
    loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0 },
  });
  const batch = drownedBatch();
  const withCorrect = (correct: number): OneBatch => ({ ...batch, recipe: { ...batch.recipe, correct } });
  expect(regularizationTooStrong(withCorrect(25), DROPOUT)[0]).toMatchObject({ severity: 'warning' });
  expect(regularizationTooStrong(withCorrect(30), DROPOUT)).toEqual([]);
  const onlyDropout = withChanges(REFERENCE_RECIPE, { head: { units: [], dropout: 0.99 } });
  expect(Object.keys(regularizationTooStrong(drownedBatch(), onlyDropout)[0]!.fix.patch!)).toEqual(['head']);
});

test('smoothed labels have a floor, their entropy, and one near the loss of uniform predictions is found', () => {
  expect(lossFloor(0, 7)).toBe(0);
  // -(0.95 ln 0.95 + 0.05 ln 0.05) / ln 2
  expect(lossFloor(0.1, 2)).toBeCloseTo(0.2864, 4);
  expect(lossFloor(1, 7)).toBeCloseTo(1, 12);
  const smoothed = (labelSmoothing: number) =>
    withChanges(REFERENCE_RECIPE, { loss: { name: 'CategoricalCrossentropy', labelSmoothing } });
  expect(regularizationTooStrong(oneBatch(), smoothed(0.9))[0]).toMatchObject({
    check: 'regularization-too-strong',
    severity: 'critical',
    fix: { patch: { loss: { labelSmoothing: 0 } } },
  });
  expect(regularizationTooStrong(oneBatch(), smoothed(0.75))[0]).toMatchObject({ severity: 'warning' });
  expect(regularizationTooStrong(oneBatch(), smoothed(0.5))[0]).toMatchObject({ severity: 'info' });
  expect(regularizationTooStrong(oneBatch(), smoothed(0.2))).toEqual([]);
});

test('groups of layers without a gradient are named; small gradients that Adam scales are none', () => {
  expect(vanishingGradients(VANISHED_GROUPS)[0]).toMatchObject({ check: 'vanishing-gradients', effect: 2 / 3 });
  expect(vanishingGradients(VANISHED_GROUPS.map((group) => ({ ...group, gradient: 1e-5 })))).toEqual([]);
});

test('a layer of which few units are left is found, and one of which a part is stuck is not', () => {
  expect(deadUnits(deadBatch())[0]).toMatchObject({ check: 'dead-units', severity: 'warning', effect: 0.97 });
  expect(deadUnits(deadBatch(1))[0]).toMatchObject({ severity: 'critical' });
  expect(deadUnits(deadBatch(0.4))).toEqual([]);
});
