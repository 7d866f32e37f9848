import { expect, test } from 'vitest';
import { wrongScaling } from '../../../../src/diagnose/checks/pipeline/wrongScaling.js';
import type { ScalingDivergence } from '../../../../src/measure/model/scalingDivergences.js';
import { suspectScaling } from '../../../../src/measure/model/scalingMeasurement.js';
import { type ScalingMode, stepOfMode } from '../../../../src/preprocess/scaling.js';
import { rightOn } from '../../outcomes.js';

const scaled = (mode: ScalingMode, divergence?: number): ScalingDivergence => ({
  name: mode,
  steps: [stepOfMode(mode)],
  divergence,
});
// EfficientNetLite0 on wheat kernels, DESIGN.md section 2.
const [lite, unit, torch, caffe] = [
  scaled('lite', 0.13),
  scaled('unit', 0.62),
  scaled('torch', 0.54),
  scaled('caffe', 6400),
];

test('[0, 1] in place of the correct scaling is found by the statistics of the weights, without a probe', () => {
  const measured = { fits: [unit, lite, torch, caffe], expected: 1 };
  expect(suspectScaling(measured)).toBeUndefined();
  const [finding] = wrongScaling(measured);
  expect(finding).toMatchObject({ check: 'wrong-scaling', severity: 'critical' });
  expect(finding.summary).toContain('fit lite 4.8 times better');
  expect(finding.evidence.map(({ received }) => received)).toContain('the moving statistics of the weights');
  expect(finding.fix.patch).toEqual({ scaling: [{ step: 'preprocess_input', mode: 'lite' }] });
});

test('a scaling with which values overflow is found, without a ratio that is no number', () => {
  const measured = { fits: [{ ...scaled('tf', Number.POSITIVE_INFINITY), name: 'raw' }, lite, unit], expected: 1 };
  expect(suspectScaling(measured)).toBeUndefined();
  const [finding] = wrongScaling(measured);
  expect(finding).toMatchObject({ severity: 'critical', effect: 1 });
  expect(finding.summary).toBe(
    'The input scaling is raw, with which values overflow in the network. The moving statistics of the weights fit lite.',
  );
});

test('the correct scaling is no finding, and needs no probe', () => {
  const measured = { fits: [lite, unit, torch, caffe], expected: 0 };
  expect(suspectScaling(measured)).toBeUndefined();
  expect(wrongScaling(measured)).toEqual([]);
});

// On photos of waste ImageNet mean and deviation fit better than the correct one: 0.15 against 0.25.
const undecided = { fits: [scaled('torch', 0.15), scaled('lite', 0.25), scaled('unit', 0.89)], expected: 1 };

test('where statistics cannot decide, a probe under both does, and the finding says so', () => {
  expect(suspectScaling(undecided)).toBe(1);
  const probe = { suspect: 1, received: rightOn(300, 0.6), right: rightOn(300, 0.75) };
  const [finding] = wrongScaling({ ...undecided, probe });
  expect(finding.summary).toMatch(/is 15 points more accurate with lite/);
  expect(finding.evidence.map(({ received }) => received)).toContain(
    'a linear probe under both, since moving statistics cannot decide',
  );
});

test('where the intervals of the probe overlap there is no finding', () => {
  const probe = { suspect: 1, received: rightOn(300, 0.6), right: rightOn(300, 0.62, 60) };
  expect(wrongScaling({ ...undecided, probe })).toEqual([]);
  const worse = { suspect: 1, received: rightOn(300, 0.75), right: rightOn(300, 0.6) };
  expect(wrongScaling({ ...undecided, probe: worse })).toEqual([]);
});

test('without batch normalization only the probe decides', () => {
  const fits = [scaled('unit'), scaled('caffe')];
  expect(suspectScaling({ fits, expected: 1 })).toBe(1);
  expect(suspectScaling({ fits, expected: 0 })).toBeUndefined();
  const probe = { suspect: 1, received: rightOn(300, 0.4), right: rightOn(300, 0.8) };
  expect(wrongScaling({ fits, expected: 1, probe })).toHaveLength(1);
});

test('weights that contradict what the backbone is registered with need a probe', () => {
  const measured = { fits: [scaled('tf', 3), scaled('unit', 0.2)], expected: 0 };
  expect(suspectScaling(measured)).toBe(1);
  expect(wrongScaling(measured)).toEqual([]);
  const probe = { suspect: 1, received: rightOn(300, 0.4), right: rightOn(300, 0.8) };
  expect(wrongScaling({ ...measured, probe })[0].fix.patch).toEqual({
    scaling: [{ step: 'rescale', factor: 1 / 255 }],
  });
});
