import { expect, test } from 'vitest';
import { composedScaling, scaledPixels } from '../../src/preprocess/composedScaling.js';
import { rescalingSteps } from '../../src/preprocess/rescalingSteps.js';

test.each([
  { scale: 1 / 255, offset: 0 },
  { scale: 1 / 127.5, offset: -1 },
  { scale: 1 / 128, offset: [-0.5, 0.25, 0] },
  { scale: [1 / 100, 1 / 200, 1 / 50], offset: [0, 1, -2] },
])('a Rescaling of $scale and $offset is the steps that do the same', ({ scale, offset }) => {
  const pixels = [0, 10, 255, 128, 3, 77];
  const of = (value: number | number[], c: number): number => (typeof value === 'number' ? value : value[c]);
  const ours = scaledPixels(pixels, composedScaling(rescalingSteps(scale, offset)));
  pixels.forEach((pixel, i) => {
    expect(ours[i]).toBeCloseTo(pixel * of(scale, i % 3) + of(offset, i % 3), 6);
  });
});

test('what Keras calls tf is called so', () => {
  expect(rescalingSteps(1 / 127.5, -1)).toEqual([{ step: 'preprocess_input', mode: 'tf' }]);
});
