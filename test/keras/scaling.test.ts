import { beforeAll, expect, test } from 'vitest';
import { scale } from '../../src/engine/scale.js';
import { tf } from '../../src/engine/tensorflow.js';
import { composedAffine, RANGE_OF_MODE, type ScalingStep, scaledPixels } from '../../src/preprocess/scaling.js';
import { python } from './python.js';

/** float32 keeps seven digits of values up to 151. */
const TOLERANCE_DIGITS = 4;
const MODES = ['tf', 'caffe', 'torch'] as const;
const pixels = [0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255, 12, 99, 201];

const keras = python(
  `
import numpy as np
from keras.src.applications.imagenet_utils import preprocess_input
x = lambda: np.array(given['pixels'], 'float32').reshape(1, 2, 3, 3)
answer = {mode: preprocess_input(x(), mode=mode).ravel().tolist() for mode in given['modes']}
answer['caffe, rescaled'] = (preprocess_input(x(), mode='caffe') / 255).ravel().tolist()
answer['caffe twice'] = preprocess_input(preprocess_input(x(), mode='caffe'), mode='caffe').ravel().tolist()
answer['torch, caffe'] = preprocess_input(preprocess_input(x(), mode='torch'), mode='caffe').ravel().tolist()
answer['lite'] = ((x() - 127) / 128).ravel().tolist()
`,
  { pixels, modes: MODES },
) as Record<string, number[]>;

beforeAll(() => tf.ready());

const of = (...modes: ('tf' | 'caffe' | 'torch' | 'lite')[]): ScalingStep[] =>
  modes.map((mode) => ({ step: 'preprocess_input', mode }));

test.each<{ what: string; steps: ScalingStep[] }>([
  ...MODES.map((mode) => ({ what: mode, steps: of(mode) })),
  { what: 'lite', steps: of('lite') },
  { what: 'caffe, rescaled', steps: [...of('caffe'), { step: 'rescale', factor: 1 / 255 }] },
  { what: 'caffe twice', steps: of('caffe', 'caffe') },
  { what: 'torch, caffe', steps: of('torch', 'caffe') },
])("scaling is that of Keras' preprocess_input, as numbers and as tensors: $what", ({ what, steps }) => {
  const affine = composedAffine(steps);
  expectClose(scaledPixels(pixels, affine), keras[what]);
  expectClose([...tf.tidy(() => scale(tf.tensor4d(pixels, [1, 2, 3, 3]), affine).dataSync())], keras[what]);
});

test.each(MODES)('the range of %s is that of black, white and the pure colours in Keras', (mode) => {
  expectClose([...RANGE_OF_MODE[mode]], [Math.min(...keras[mode]), Math.max(...keras[mode])]);
});

function expectClose(actual: readonly number[], wanted: readonly number[]): void {
  expect(actual).toHaveLength(wanted.length);
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(wanted[i], TOLERANCE_DIGITS);
}
