import { expect, test } from 'vitest';
import { composedScaling, scaledPixels } from '../../src/preprocess/composedScaling.js';
import { rescalingSteps } from '../../src/preprocess/rescalingSteps.js';
import { perChannel, REVERSED_CHANNELS, rescaling } from '../../src/preprocess/scaling.js';

test.each([
  { scale: 1 / 255, offset: 0 },
  { scale: 1 / 127.5, offset: -1 },
  { scale: 1 / 128, offset: [-0.5, 0.25, 0] },
  { scale: 1, offset: -3 },
  { scale: 1, offset: 0 },
  { scale: [1 / 100, 1 / 200, 1 / 50], offset: [0, 1, -2] },
])('a Rescaling of $scale and $offset is the steps that do the same', ({ scale, offset }) => {
  const pixels = [0, 10, 255, 128, 3, 77];
  const { steps, numTaken } = rescalingSteps([rescaling(scale, offset)]);
  const ours = scaledPixels(pixels, composedScaling(steps));
  const [factors, offsets] = [perChannel(scale), perChannel(offset)];
  pixels.forEach((pixel, i) => {
    expect(ours[i]).toBeCloseTo(pixel * factors[i % 3] + offsets[i % 3], 6);
  });
  expect(numTaken).toBe(1);
});

const TF = { step: 'preprocess_input', mode: 'tf' };
const UNIT = { step: 'rescale', factor: 1 / 255 };

test.each([
  { name: 'a Rescaling to [-1, 1]', scalings: [rescaling(1 / 127.5, -1)], steps: [TF] },
  { name: 'x / 127.5, x - 1', scalings: [rescaling(1 / 127.5, 0), rescaling(1, -1)], steps: [TF] },
  {
    name: 'the same, then / 255',
    scalings: [rescaling(1 / 127.5, 0), rescaling(1, -1), rescaling(1 / 255, 0)],
    steps: [TF, UNIT],
  },
  { name: '(x / 255 - 0.5) * 2', scalings: [rescaling(1 / 255, 0), rescaling(1, -0.5), rescaling(2, 0)], steps: [TF] },
  { name: 'x / 255 twice', scalings: [rescaling(1 / 255, 0), rescaling(1 / 255, 0)], steps: [UNIT, UNIT] },
  {
    name: 'BGR less the means',
    scalings: [REVERSED_CHANNELS, rescaling(1, [-103.939, -116.779, -123.68])],
    steps: [{ step: 'preprocess_input', mode: 'caffe' }],
  },
  {
    name: 'x / 255, less the means, over the deviations',
    scalings: [
      rescaling(1 / 255, 0),
      rescaling(1, [-0.485, -0.456, -0.406]),
      rescaling([1 / 0.229, 1 / 0.224, 1 / 0.225], 0),
    ],
    steps: [{ step: 'preprocess_input', mode: 'torch' }],
  },
])('scalings that follow on each other have the name that they have together: $name', ({ scalings, steps }) => {
  expect(rescalingSteps(scalings)).toEqual({ steps, numTaken: scalings.length });
});

test('channels that are exchanged alone are no step, so that what follows stays with the model', () => {
  expect(rescalingSteps([rescaling(1 / 255, 0), REVERSED_CHANNELS, rescaling(2, 0)])).toEqual({
    steps: [UNIT],
    numTaken: 1,
  });
});
