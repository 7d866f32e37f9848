import { expect, test } from 'vitest';
import { doublePreprocessing } from '../../../../src/diagnose/checks/pipeline/doublePreprocessing.js';
import { measureInputRange } from '../../../../src/measure/model/inputRange.js';

const mode = 'tf';

test('preprocess_input followed by rescale is found, with the range that reached the network', () => {
  const [finding] = doublePreprocessing({
    mode,
    received: [-1 / 255, 1 / 255],
    scalingSteps: ['preprocess_input', 'rescale 1/255'],
  });
  expect(finding).toMatchObject({ check: 'double-preprocessing', severity: 'critical' });
  expect(finding?.summary).toContain('0.4 %');
  expect(finding?.evidence[0]?.received).toBe('[-0.0039, 0.0039]');
  expect(finding?.evidence[1]?.received).toBe('preprocess_input, then rescale 1/255');
  expect(finding?.fix.patch).toEqual({ scaling: [{ step: 'preprocess_input', mode: 'tf' }] });
});

test('under VGG16 too, whose values are hundreds wide, a rescale after preprocess_input is found', () => {
  const [finding] = doublePreprocessing({
    mode: 'caffe',
    received: [-123.68 / 255, 151.061 / 255],
    scalingSteps: ['preprocess_input (caffe)', 'rescale 1/255'],
  });
  expect(finding?.summary).toContain('0.4 %');
  expect(finding?.fix.patch).toEqual({ scaling: [{ step: 'preprocess_input', mode: 'caffe' }] });
  const once = { mode: 'caffe', received: [-123.68, 151.061], scalingSteps: ['a', 'b'] } as const;
  expect(doublePreprocessing(once)).toEqual([]);
});

test('a dark photograph, scaled once, is not mistaken for it', () => {
  expect(doublePreprocessing({ mode, received: [-1, -0.97], scalingSteps: ['preprocess_input'] })).toEqual([]);
});

test('two steps that together give the expected range are no finding', () => {
  expect(doublePreprocessing({ mode, received: [-1, 1], scalingSteps: ['rescale 1/127.5', 'offset -1'] })).toEqual([]);
});

test('one scaling before a network that scales its input itself is the second', () => {
  const [finding] = doublePreprocessing({ mode: 'none', received: [0, 1], scalingSteps: ['rescale 1/255'] });
  expect(finding?.summary).toMatch(/0\.4\s%/);
  expect(finding?.evidence[1]).toMatchObject({ expected: 'none: the network scales its input itself' });
  expect(finding?.fix).toMatchObject({ patch: { scaling: [] }, change: 'one scaling instead of two' });
});

test('images in [0, 255] before such a network are no finding, dark ones included', () => {
  expect(doublePreprocessing({ mode: 'none', received: [0, 255], scalingSteps: [] })).toEqual([]);
  const dark = measureInputRange([Uint8Array.of(3, 9, 4)], [{ step: 'preprocess_input', mode: 'none' }], 'none');
  expect(dark).toMatchObject({ received: [3, 9], scalingSteps: [] });
  expect(doublePreprocessing(dark)).toEqual([]);
});
