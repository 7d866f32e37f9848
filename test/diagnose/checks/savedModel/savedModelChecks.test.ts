import { expect, test } from 'vitest';
import { savedModelBatchNorm } from '../../../../src/diagnose/checks/savedModel/savedModelBatchNorm.js';
import { savedModelClassOrder } from '../../../../src/diagnose/checks/savedModel/savedModelClassOrder.js';
import { savedModelScaling } from '../../../../src/diagnose/checks/savedModel/savedModelScaling.js';
import { nameOfScaling } from '../../../../src/measure/model/scalingDivergences.js';
import { type ScalingResult, trainedWith } from '../../../../src/measure/model/scalingTrials.js';
import { type ScalingStep, stepOfMode } from '../../../../src/preprocess/scaling.js';
import { rightOn } from '../../outcomes.js';

const DOUBLED: ScalingStep[] = [stepOfMode('tf'), { step: 'rescale', factor: 1 / 255 }];

function trial(steps: ScalingStep[], accuracy: number, divergence?: number): ScalingResult {
  const right = rightOn(150, accuracy);
  return { name: nameOfScaling(steps), steps, divergence, accuracy, right, reordered: right };
}

const RIGHT = trial([stepOfMode('tf')], 0.9, 0.1);

test('a model counts as trained with the declared scaling unless it is clearly more accurate under another', () => {
  const like = trial([stepOfMode('torch')], 0.92, 0.3);
  expect(trainedWith([RIGHT, like])).toBe(RIGHT);
  const far = trial(DOUBLED, 0.98, 3);
  expect(trainedWith([trial([stepOfMode('tf')], 0.2, 0.1), far])).toBe(far);
});

test('a model that was trained on doubly scaled images is found, though it is evaluated with the correct scaling', () => {
  const [declared, doubled] = [trial([stepOfMode('tf')], 0.2, 0.1), trial(DOUBLED, 0.7, 3)];
  const range = {
    received: [-1 / 255, 1 / 255],
    mode: 'tf',
    scalingSteps: ['preprocess_input (tf)', 'rescale 1/255'],
  } as const;
  const weights = { fits: [doubled, declared], expected: 1 };
  const found = savedModelScaling({ trials: [declared, doubled], isClaimed: false, range, weights });
  expect(found.map(({ check, severity }) => [check, severity])).toEqual([['double-preprocessing', 'critical']]);
  expect(found[0].summary).toMatch(/was probably trained with preprocess_input \(tf\), then rescale 1\/255/);
  expect(found[0].fix.patch).toEqual({ scaling: [stepOfMode('tf')] });
});

test('a declared scaling under which the model is inaccurate is a finding, a sound one is none', () => {
  const claimed = trial([stepOfMode('unit')], 0.4, 0.5);
  const weights = { fits: [RIGHT, claimed], expected: 0 };
  const found = savedModelScaling({ trials: [claimed, RIGHT], isClaimed: true, weights });
  expect(found.map(({ check }) => check)).toEqual(['wrong-scaling']);
  expect(found[0].summary).toMatch(/With scaling rescale 1\/255 \(declared\), accuracy is 40.%\./);
  expect(savedModelScaling({ trials: [RIGHT, claimed], isClaimed: true, weights })).toEqual([]);
});

test('weights whose statistics fit another scaling than that of training are a finding', () => {
  const trained = trial([], 0.8, 6000);
  const other = trial([stepOfMode('tf')], 0.3, 0.1);
  const found = savedModelScaling({
    trials: [other, trained],
    isClaimed: false,
    weights: { fits: [trained, other], expected: 1 },
  });
  expect(found.map(({ check }) => check)).toEqual(['wrong-scaling']);
  expect(found[0].summary).toMatch(/trained with raw \[0, 255\].*fit preprocess_input \(tf\)/);
});

const PHASES = { batchSize: 8, departures: [{ layer: 'bn', difference: 0.4 }], isFrozen: true };

test('a model that is more accurate with batch statistics was trained on another network', () => {
  const found = savedModelBatchNorm({ ...PHASES, inInference: rightOn(240, 0.3), inTraining: rightOn(240, 0.9) });
  expect(found.map(({ check, severity }) => [check, severity])).toEqual([['frozen-batch-norm', 'critical']]);
  expect(found[0].summary).toMatch(/90.%.*batch of 8.*30.%/);
  expect(found[0].fix.patch).toEqual({ batchNormalization: 'moving' });
});

test('one that is less accurate with them, or hardly more, is sound', () => {
  for (const inTraining of [0.3, 0.92])
    expect(
      savedModelBatchNorm({ ...PHASES, inInference: rightOn(240, 0.9), inTraining: rightOn(240, inTraining) }),
    ).toEqual([]);
});

test('classes in another order are found, and a model that confuses two of them is no finding', () => {
  const labels = Array.from({ length: 150 }, (_, i) => i % 3);
  const names = ['a', 'b', 'c'];
  const turned = labels.map((label) => [1, 0, 2][label]);
  const [found] = savedModelClassOrder(labels, turned, names);
  expect(found).toMatchObject({ check: 'class-order-mismatch', severity: 'critical' });
  expect(found.evidence.slice(1).map(({ measure, received }) => [measure, received])).toEqual([
    ["output for 'a'", '1, for 50 of its images'],
    ["output for 'b'", '0, for 50 of its images'],
  ]);
  const confused = labels.map((label, i) => (label === 1 && i % 2 === 0 ? 0 : label));
  expect(savedModelClassOrder(labels, confused, names)).toEqual([]);
});

test('a model that always predicts one class has no other order, though that class is not the largest', () => {
  const labels = Array.from({ length: 150 }, (_, i) => (i < 90 ? 0 : i < 120 ? 1 : 2));
  expect(savedModelClassOrder(labels, new Array<number>(150).fill(1), ['a', 'b', 'c'])).toEqual([]);
});
