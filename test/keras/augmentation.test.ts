import { beforeAll, expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { augment } from '../../src/engine/augment.js';
import { tf } from '../../src/engine/tensorflow.js';
import { REFERENCE_RECIPE } from '../../src/experiments/recipe.js';
import { type Draw, drawChange } from '../../src/preprocess/augmentation.js';
import { composedAffine, type ScalingStep } from '../../src/preprocess/scaling.js';
import { python } from './python.js';

const HEIGHT = 24;
const WIDTH = 40;
const STILL: Draw = { theta: 0, shiftX: 0, shiftY: 0, shear: 0, zoomX: 1, zoomY: 1, flip: false };

/** Each change by itself, then all of the reference recipe's together, as they are drawn. */
const changes: { what: string; draw: Draw }[] = [
  { what: 'nothing', draw: STILL },
  { what: 'rotation', draw: { ...STILL, theta: 25 } },
  { what: 'rotation the other way', draw: { ...STILL, theta: -13 } },
  { what: 'shift by half a pixel, down', draw: { ...STILL, shiftY: 2.5 } },
  { what: 'shift to the side', draw: { ...STILL, shiftX: -7 } },
  { what: 'shear', draw: { ...STILL, shear: 20 } },
  { what: 'zoom, each axis by itself', draw: { ...STILL, zoomX: 0.8, zoomY: 1.15 } },
  { what: 'flip', draw: { ...STILL, flip: true } },
  { what: 'rotation, then flip', draw: { ...STILL, theta: 25, flip: true } },
  { what: 'shift to the side, then flip', draw: { ...STILL, shiftX: 6, flip: true } },
  ...Array.from({ length: 6 }, (_, i) => ({
    what: `draw ${i} of the reference recipe`,
    draw: drawChange(REFERENCE_RECIPE.augmentation!, HEIGHT, WIDTH, 42, 1, i),
  })),
];

const GREY_LEVEL = 1;
/** SciPy computes places in float64, TensorFlow in float32: at the rim the two may round to different pixels. */
const SHARE_WITHIN_A_GREY_LEVEL = 0.999;

let expected: number[][];
let ours: number[][];
const picture = blurredNoise();

beforeAll(async () => {
  await tf.ready();
  expected = python(
    `
import numpy as np
from keras.src.legacy.preprocessing.image import apply_affine_transform
x = np.array(given['picture'], 'float32').reshape(given['height'], given['width'], 3)
answer = []
for d in given['draws']:
    # Keras' tx and zx belong to the rows.
    y = apply_affine_transform(x, theta=d['theta'], tx=d['shiftY'], ty=d['shiftX'], shear=d['shear'],
                               zx=d['zoomY'], zy=d['zoomX'], row_axis=0, col_axis=1, channel_axis=2,
                               fill_mode='nearest', order=1)
    answer.append((y[:, ::-1] if d['flip'] else y).ravel().tolist())
`,
    { picture: [...picture], height: HEIGHT, width: WIDTH, draws: changes.map(({ draw }) => draw) },
  ) as number[][];
  ours = tf.tidy(() => {
    const batch = tf.tensor4d(picture, [1, HEIGHT, WIDTH, 3]).tile([changes.length, 1, 1, 1]) as tf.Tensor4D;
    const drawn = changes.map(({ draw }) => draw);
    return augment(batch, drawn).reshape([changes.length, -1]).arraySync() as number[][];
  });
}, 120_000);

test.each(changes.map(({ what }, i) => ({ what, i })))('the picture changes as in Keras: $what', ({ i }) => {
  const near = ours[i].filter((value, k) => Math.abs(value - expected[i][k]) <= GREY_LEVEL).length;
  expect(near / ours[i].length).toBeGreaterThanOrEqual(SHARE_WITHIN_A_GREY_LEVEL);
});

test('each change but none makes another picture, so agreement is no matter of course', () => {
  const still = ours[0];
  for (const [i, { what }] of changes.entries()) {
    const near = ours[i].filter((value, k) => Math.abs(value - still[k]) <= GREY_LEVEL).length / still.length;
    if (what === 'nothing') expect(near).toBe(1);
    else expect(near, what).toBeLessThan(0.7);
  }
});

test("the reference recipe's two scalings give what ImageDataGenerator.standardize gives, and not [-1, 1]", () => {
  const pixels = [0, 1, 100, 127.5, 254, 255];
  const keras = python(
    `
import numpy as np
from keras.applications.inception_v3 import preprocess_input
from keras.src.legacy.preprocessing.image import ImageDataGenerator
x = np.array(given, 'float32').reshape(1, 2, 3)
answer = {
    'both': ImageDataGenerator(rescale=1/255, preprocessing_function=preprocess_input).standardize(x.copy()).ravel().tolist(),
    'preprocess_input': preprocess_input(x.copy()).ravel().tolist(),
    'rescale': ImageDataGenerator(rescale=1/255).standardize(x.copy()).ravel().tolist(),
}
`,
    pixels,
  ) as Record<'both' | 'preprocess_input' | 'rescale', number[]>;
  expectClose(scaled(pixels, REFERENCE_RECIPE.scaling), keras.both);
  expectClose(scaled(pixels, [{ step: 'preprocess_input', mode: 'tf' }]), keras.preprocess_input);
  expectClose(scaled(pixels, [{ step: 'rescale', factor: 1 / 255 }]), keras.rescale);
  expectClose(scaled(pixels, [{ step: 'preprocess_input', mode: 'unit' }]), keras.rescale);
  expect([Math.min(...keras.both), Math.max(...keras.both)]).toEqual([
    expect.closeTo(-1 / 255, 7),
    expect.closeTo(1 / 255, 7),
  ]);
  const otherWayRound = scaled(pixels, [...REFERENCE_RECIPE.scaling].reverse());
  expect(Math.abs(otherWayRound[5] - keras.both[5])).toBeGreaterThan(0.5);
});

/** Noise smooth enough for a picture: neighbours differ by some ten grey levels, channels are of their own. */
function blurredNoise(): Float32Array {
  const draw = random(1, 'picture');
  const waves = Array.from({ length: 12 }, () => [draw.between(0.1, 0.9), draw.between(0.1, 0.9), draw() * 6, draw()]);
  return Float32Array.from({ length: HEIGHT * WIDTH * 3 }, (_, i) => {
    const [row, column, channel] = [Math.floor(i / 3 / WIDTH), Math.floor(i / 3) % WIDTH, i % 3];
    const sum = waves.reduce((all, [a, b, p, w]) => all + w * Math.sin(a * row + b * column + p * (channel + 1)), 0);
    return Math.min(255, Math.max(0, 127 + 40 * sum));
  });
}

function scaled(pixels: readonly number[], steps: readonly ScalingStep[]): number[] {
  const { scale, offset } = composedAffine(steps);
  return pixels.map((value) => value * scale + offset);
}

/** Keras scales in float32. */
function expectClose(actual: readonly number[], wanted: readonly number[]): void {
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(wanted[i], 6);
}
