import { expect, test } from 'vitest';
import { frozenBatchNorm } from '../../../../src/diagnose/checks/network/frozenBatchNorm.js';
import { headTooLarge } from '../../../../src/diagnose/checks/network/headTooLarge.js';
import { nothingTrainable } from '../../../../src/diagnose/checks/network/nothingTrainable.js';
import { smallBatchNorm } from '../../../../src/diagnose/checks/network/smallBatchNorm.js';
import { rightOn } from '../../outcomes.js';

const departures = [
  { layer: 'bn_1', difference: 0.02 },
  { layer: 'bn_2', difference: 0.3 },
  { layer: 'bn_3', difference: 2 },
];
const phases = {
  policy: 'batch',
  batchSize: 4,
  departures,
  inTraining: rightOn(300, 0.8),
  inInference: rightOn(300, 0.3),
  withMoving: rightOn(300, 0.7),
} as const;

test('batch statistics under frozen layers are found, with the first layer that differs and the accuracy lost', () => {
  const [finding] = frozenBatchNorm(phases);
  expect(finding).toMatchObject({
    severity: 'critical',
    effect: 0.4,
    fix: { patch: { batchNormalization: 'moving' } },
  });
  expect(finding.summary).toContain('From bn_2 on');
  expect(finding.evidence).toContainEqual({
    measure: 'first layer that differs: bn_2',
    expected: 'below 0.1 standard deviations',
    received: '0.3',
  });
});

test('moving statistics are no finding, nor batches whose statistics equal them', () => {
  expect(frozenBatchNorm({ ...phases, policy: 'moving' })).toEqual([]);
  expect(frozenBatchNorm({ ...phases, departures: departures.slice(0, 1) })).toEqual([]);
});

test('layers that differ are a warning where no loss of accuracy is significant', () => {
  expect(frozenBatchNorm({ ...phases, inInference: rightOn(300, 0.7, 30) })).toMatchObject([{ severity: 'warning' }]);
});

const small = {
  batchSize: 4,
  layers: ['bn_1', 'bn_2'],
  unfrozen: { above: 'mixed7', batchNormalization: true },
  fromScratch: false,
};

test('batch normalization that trains on batches of four is found; the patch freezes it, or makes the batch larger', () => {
  expect(smallBatchNorm(small)[0].fix.patch).toEqual({
    unfrozen: { above: 'mixed7', batchNormalization: false },
    batchNormalization: 'moving',
  });
  expect(smallBatchNorm({ ...small, fromScratch: true })[0].fix.patch).toEqual({ batchSize: 16 });
});

test('batches of eight, or no layer that uses the batch, are no finding', () => {
  expect(smallBatchNorm({ ...small, batchSize: 8 })).toEqual([]);
  expect(smallBatchNorm({ ...small, layers: [] })).toEqual([]);
});

test('a network without trainable weights is found, and a backbone that stays frozen against the recipe', () => {
  const frozen = { weights: 0, backboneWeights: 0, total: 21_802_784, unfrozenAbove: 'nothing' };
  expect(nothingTrainable(frozen)).toMatchObject([{ severity: 'critical' }]);
  expect(nothingTrainable({ ...frozen, weights: 100, unfrozenAbove: 'mixed10' })).toMatchObject([
    { severity: 'warning' },
  ]);
});

test('a trainable head on a frozen backbone is no finding', () => {
  expect(nothingTrainable({ weights: 100, backboneWeights: 0, total: 1000, unfrozenAbove: 'nothing' })).toEqual([]);
  expect(nothingTrainable({ weights: 300, backboneWeights: 200, total: 1000, unfrozenAbove: 'mixed7' })).toEqual([]);
});

test("the reference's head has 150 weights for each of 14,000 images; it is context until a run overfits", () => {
  const head = { units: [1024], weights: 2048 * 1024 + 1024 + 1024 * 7 + 7 };
  expect(headTooLarge(head, 14_000)).toMatchObject([{ severity: 'info' }]);
  expect(headTooLarge(head, 14_000)[0].summary).toContain('for 14,000 training images: 150 per image');
  expect(headTooLarge(head, 14_000, true)).toMatchObject([{ severity: 'warning' }]);
});

test('a linear head is never too large, nor a small head on many images', () => {
  expect(headTooLarge({ units: [], weights: 2048 * 7 + 7 }, 100)).toEqual([]);
  expect(headTooLarge({ units: [64], weights: 2048 * 64 }, 14_000)).toEqual([]);
});
