import { expect, test } from 'vitest';
import { augmentationTooStrong } from '../../../../src/diagnose/checks/pipeline/augmentationTooStrong.js';
import { channelOrder } from '../../../../src/diagnose/checks/pipeline/channelOrder.js';
import { heightWidthSwapped } from '../../../../src/diagnose/checks/pipeline/heightWidthSwapped.js';
import {
  type SplitPipeline,
  trainValidationMismatch,
} from '../../../../src/diagnose/checks/pipeline/trainValidationMismatch.js';
import { nameOfStep, type ScalingStep } from '../../../../src/preprocess/scaling.js';
import { tracePipeline } from '../../../../src/preprocess/trace.js';
import { rightOn } from '../../outcomes.js';

const order = { received: 'RGB', expected: 'BGR', mode: 'caffe' } as const;

test('swapped channels are found where a probe is more accurate with red and blue swapped', () => {
  const [finding] = channelOrder({ ...order, asReceived: rightOn(300, 0.6), swapped: rightOn(300, 0.7) });
  expect(finding.summary).toMatch(/is 10 points more accurate with red/);
  expect(finding.fix.patch).toEqual({ scaling: [{ step: 'preprocess_input', mode: 'caffe' }] });
});

test('a probe that is as accurate in either order, or better as it is, gives no finding', () => {
  expect(channelOrder({ ...order, asReceived: rightOn(300, 0.6), swapped: rightOn(300, 0.62, 90) })).toEqual([]);
  expect(channelOrder({ ...order, asReceived: rightOn(300, 0.7), swapped: rightOn(300, 0.6) })).toEqual([]);
});

test('against the registered order a gain has to be nearly certain', () => {
  const registered = { ...order, expected: 'RGB' } as const;
  // 12 images for and 3 against: p = 0.035.
  const asReceived = Array.from({ length: 300 }, (_, i) => i < 103);
  const swapped = Array.from({ length: 300 }, (_, i) => i < 100 || (i >= 110 && i < 122));
  expect(channelOrder({ ...order, asReceived, swapped })).toHaveLength(1);
  expect(channelOrder({ ...registered, asReceived, swapped })).toEqual([]);
  const sure = channelOrder({ ...registered, asReceived: rightOn(300, 0.6), swapped: rightOn(300, 0.7) });
  expect(sure[0].fix.patch).toBeUndefined();
});

const wide = [
  { width: 400, height: 210 },
  { width: 380, height: 190 },
  { width: 900, height: 300 },
];

test('a target size given as width and height is found, and swapped in the patch', () => {
  const [finding] = heightWidthSwapped({ height: 454, width: 227 }, wide);
  expect(finding).toMatchObject({ check: 'height-width-swapped', fix: { patch: { height: 227, width: 454 } } });
  expect(finding.summary).toContain('stretched 4.0 times. With height and width swapped, it would be 1.0 times');
});

test('a size that fits is no finding, nor one that fits no better when swapped', () => {
  expect(heightWidthSwapped({ height: 227, width: 454 }, wide)).toEqual([]);
  expect(heightWidthSwapped({ height: 299, width: 299 }, wide)).toEqual([]);
  const square = wide.map(({ width }) => ({ width, height: width }));
  expect(heightWidthSwapped({ height: 227, width: 454 }, square)).toEqual([]);
  expect(heightWidthSwapped({ height: 100, width: 120 }, square)).toEqual([]);
});

const pixels = [Uint8Array.from({ length: 300 }, (_, i) => (i * 7) % 256)];
function pipeline(steps: ScalingStep[], height = 96): SplitPipeline {
  const rows = tracePipeline(pixels, steps);
  return { steps: steps.map(nameOfStep), values: rows[rows.length - 1], height, width: 96 };
}

test('rescale in only one of two generators is found', () => {
  const [finding] = trainValidationMismatch(pipeline([{ step: 'rescale', factor: 1 / 255 }]), pipeline([]));
  expect(finding).toMatchObject({ check: 'train-validation-mismatch', severity: 'critical' });
  expect(finding.evidence).toContainEqual({ measure: 'steps', expected: 'rescale 1/255', received: 'none' });
});

test('two ways to write the same pipeline are no mismatch, two sizes are', () => {
  const tf: ScalingStep[] = [{ step: 'preprocess_input', mode: 'tf' }];
  const lite: ScalingStep[] = [{ step: 'preprocess_input', mode: 'lite' }];
  expect(trainValidationMismatch(pipeline(tf), pipeline(lite))).toEqual([]);
  expect(trainValidationMismatch(pipeline(tf), pipeline(tf, 128))[0].summary).toBe(
    'Images are 96x96 in training and 128x96 in validation.',
  );
});

const augmentation = { chance: 0.2, pictureLeft: 0.4, clean: rightOn(300, 0.8) };

test('augmentation that leaves a probe little above chance is too strong', () => {
  const [finding] = augmentationTooStrong({ ...augmentation, augmented: rightOn(300, 0.3) });
  expect(finding).toMatchObject({ severity: 'warning', fix: { patch: { augmentation: null } } });
  expect(finding.summary).toMatch(/loses 83\s% of its accuracy above chance/);
});

test('one that costs a little is context, and one that costs nothing is no finding', () => {
  expect(augmentationTooStrong({ ...augmentation, augmented: rightOn(300, 0.7) })).toMatchObject([
    { severity: 'info' },
  ]);
  expect(augmentationTooStrong({ ...augmentation, augmented: rightOn(300, 0.8, 30) })).toEqual([]);
});

test('on few images a large loss is not significantly too large', () => {
  const few = { ...augmentation, clean: rightOn(20, 0.8), augmented: rightOn(20, 0.45) };
  expect(augmentationTooStrong(few)).toMatchObject([{ severity: 'info' }]);
});
