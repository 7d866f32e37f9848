import { expect, test } from 'vitest';
import { laggingBatchNorm } from '../../../../src/diagnose/checks/network/laggingBatchNorm.js';
import { savedModelBatchNorm } from '../../../../src/diagnose/checks/savedModel/savedModelBatchNorm.js';
import { savedModelClassOrder } from '../../../../src/diagnose/checks/savedModel/savedModelClassOrder.js';
import { savedModelScaling } from '../../../../src/diagnose/checks/savedModel/savedModelScaling.js';
import type { ModelPhases } from '../../../../src/measure/model/modelPhases.js';
import { nameOfScaling } from '../../../../src/measure/model/scalingDivergences.js';
import { isDeclaredShown, type ScalingResult, trainedWith } from '../../../../src/measure/model/scalingTrials.js';
import { shownClassOrder } from '../../../../src/metrics/classOrder.js';
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

const PHASES: Omit<ModelPhases, 'inInference' | 'inTraining'> = {
  labels: [],
  predictedInTraining: [],
  batchSize: 8,
  departures: [{ layer: 'bn', difference: 0.4 }],
  isFrozen: true,
  lag: { share: 0, explained: 0, momentum: 0.99 },
};

test('a model that is more accurate with batch statistics was trained on another network', () => {
  const found = savedModelBatchNorm({ ...PHASES, inInference: rightOn(240, 0.3), inTraining: rightOn(240, 0.9) });
  expect(found.map(({ check, severity }) => [check, severity])).toEqual([['frozen-batch-norm', 'critical']]);
  expect(found[0].summary).toMatch(/90.%.*batch of 8.*30.%/);
  expect(found[0].fix.patch).toEqual({ batchNormalization: 'moving' });
});

test.each([
  { what: 'whose batch normalization trains', change: { isFrozen: false } },
  {
    what: 'that holds initial values, though it was frozen later',
    change: { lag: { share: 0.4, explained: 0.8, momentum: 0.99 } },
  },
])('moving statistics lag behind in a model $what, and the advice is not for frozen layers', ({ change }) => {
  const phases = { ...PHASES, ...change, inInference: rightOn(240, 0.2), inTraining: rightOn(240, 0.5) };
  expect(savedModelBatchNorm(phases)).toEqual([]);
  const [found] = laggingBatchNorm(phases);
  expect(found).toMatchObject({ check: 'lagging-batch-norm', severity: 'critical' });
  expect(found.summary).toMatch(/50.% with the statistics of each batch of 8, and 20.% with the moving statistics/);
  expect(found.fix.text).toMatch(/longer.*momentum.*training=True/);
  expect(found.fix.text).not.toMatch(/2\.4|trainable = False/);
  expect(laggingBatchNorm({ ...PHASES, inInference: rightOn(240, 0.2), inTraining: rightOn(240, 0.5) })).toEqual([]);
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

test('a weak model that confuses classes in a fixed way has no other order, though reordered it gains', () => {
  // As a CNN whose moving statistics lagged: 18 % in the order of the folders, 36 % in another.
  const labels = Array.from({ length: 180 }, (_, i) => i % 6);
  const predicted = labels.map((label, i) => {
    const k = Math.floor(i / 6) % 25;
    return k < 9 ? (label + 1) % 6 : k < 13 ? label : (label + 2 + (k % 4)) % 6;
  });
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  expect(shownClassOrder(labels, predicted, 6, { leastGain: 0.1 })?.gain.value).toBeGreaterThan(0.1);
  expect(savedModelClassOrder(labels, predicted, names)).toEqual([]);
});

test('a scaling is not called the one of training where the model is no better under it', () => {
  const declared = trial([stepOfMode('tf')], 0.19);
  const other = trial([stepOfMode('caffe')], 0.18);
  expect(trainedWith([declared, other])).toBe(declared);
  expect(isDeclaredShown([declared, other])).toBe(false);
  expect(isDeclaredShown([RIGHT, other])).toBe(true);
  expect(savedModelScaling({ trials: [declared, other], isClaimed: true })).toEqual([]);
});

test('a model that always predicts one class has no other order, though that class is not the largest', () => {
  const labels = Array.from({ length: 150 }, (_, i) => (i < 90 ? 0 : i < 120 ? 1 : 2));
  expect(savedModelClassOrder(labels, new Array<number>(150).fill(1), ['a', 'b', 'c'])).toEqual([]);
});
