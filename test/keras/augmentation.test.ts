import { beforeAll, expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { augment } from '../../src/engine/augment.js';
import { tf } from '../../src/engine/tensorflow.js';
import { REFERENCE_RECIPE } from '../../src/experiments/recipe.js';
import { type Draw, drawChange } from '../../src/preprocess/augmentation.js';
import { composedAffine, type ScalingStep, scaledPixels } from '../../src/preprocess/scaling.js';
import { python } from './python.js';

const HEIGHT = 24;
const WIDTH = 40;
const STILL: Draw = { theta: 0, shiftX: 0, shiftY: 0, shear: 0, zoomX: 1, zoomY: 1, flip: false };

const SQUARE = 32;

/** Each change by itself, then all of the reference recipe's together, as they are drawn. */
const CHANGES: { what: string; draw: Draw }[] = [
  { what: 'nothing', draw: STILL },
  { what: 'rotation', draw: { ...STILL, theta: 25 } },
  { what: 'rotation the other way', draw: { ...STILL, theta: -13 } },
  { what: 'shift by two and a half pixels, down', draw: { ...STILL, shiftY: 2.5 } },
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
/** SciPy computes places in float64, TensorFlow in float32: at the rim the two may take different pixels. */
const SHARE_WITHIN_A_GREY_LEVEL = 0.999;

/**
 * Keras' own function. With columns named before rows it does not swap the two, as it never did up to Keras 2.3; the
 * centre, which it then takes for the other axis' one, is put right.
 */
const KERAS_2 = `
import numpy as np
from keras.src.legacy.preprocessing import image
centred = image.transform_matrix_offset_center
if given['swapCentre']:
    image.transform_matrix_offset_center = lambda matrix, columns, rows: centred(matrix, rows, columns)
x = np.array(given['picture'], 'float32').reshape(given['height'], given['width'], 3)
answer = []
for d in given['draws']:
    # Keras' tx and zx belong to the rows.
    y = image.apply_affine_transform(x, theta=d['theta'], tx=d['shiftY'], ty=d['shiftX'], shear=d['shear'],
                                     zx=d['zoomY'], zy=d['zoomX'], row_axis=1, col_axis=0, channel_axis=2,
                                     fill_mode='nearest', order=1)
    answer.append((y[:, ::-1] if d['flip'] else y).ravel().tolist())
`;

let wide: { ours: number[][]; keras: number[][] };
let square: { ours: number[][]; keras: number[][] };

beforeAll(async () => {
  await tf.ready();
  wide = changed(HEIGHT, WIDTH, true);
  square = changed(SQUARE, SQUARE, false);
}, 120_000);

const numbered = CHANGES.map(({ what }, i) => ({ what, i }));

test.each(numbered)('a square picture changes as by the function of Keras: $what', ({ i }) => {
  expect(shareNear(square.ours[i], square.keras[i])).toBeGreaterThanOrEqual(SHARE_WITHIN_A_GREY_LEVEL);
});

test.each(numbered)('a wide picture changes as by the function of Keras up to 2.3: $what', ({ i }) => {
  expect(shareNear(wide.ours[i], wide.keras[i])).toBeGreaterThanOrEqual(SHARE_WITHIN_A_GREY_LEVEL);
});

test('a picture turns about its centre, where Keras since 2020 turns a wide one about a place beside it', () => {
  const dot = new Float32Array(HEIGHT * WIDTH * 3);
  for (const row of [11, 12])
    for (const column of [19, 20]) dot.fill(255, (row * WIDTH + column) * 3, (row * WIDTH + column + 1) * 3);
  const [turned] = ourPictures(dot, HEIGHT, WIDTH, [{ ...STILL, theta: 30 }]);
  const keras = python(
    `
import numpy as np
from keras.src.legacy.preprocessing.image import ImageDataGenerator
x = np.array(given['picture'], 'float32').reshape(given['height'], given['width'], 3)
answer = ImageDataGenerator().apply_transform(x, {'theta': 30}).ravel().tolist()
`,
    { picture: [...dot], height: HEIGHT, width: WIDTH },
  ) as number[];
  const [row, column] = centreOf(turned);
  expect(row).toBeCloseTo(HEIGHT / 2 - 0.5, 1);
  expect(column).toBeCloseTo(WIDTH / 2 - 0.5, 1);
  const [kerasRow, kerasColumn] = centreOf(keras);
  expect(Math.hypot(kerasRow - row, kerasColumn - column)).toBeGreaterThan(4);
});

test('each change but none makes another picture, so agreement is no matter of course', () => {
  for (const [i, { what }] of CHANGES.entries()) {
    const near = shareNear(wide.ours[i], wide.ours[0]);
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

function changed(height: number, width: number, swapCentre: boolean): { ours: number[][]; keras: number[][] } {
  const picture = waves(height, width);
  const draws = CHANGES.map(({ draw }) => draw);
  const keras = python(KERAS_2, { picture: [...picture], height, width, draws, swapCentre }) as number[][];
  return { ours: ourPictures(picture, height, width, draws), keras };
}

function ourPictures(picture: Float32Array, height: number, width: number, draws: readonly Draw[]): number[][] {
  return tf.tidy(() => {
    const batch = tf.tile(tf.tensor4d(picture, [1, height, width, 3]), [draws.length, 1, 1, 1]);
    return augment(batch, draws).reshape([draws.length, -1]).arraySync() as number[][];
  });
}

/** A picture of smooth waves, another one in each channel: neighbours differ by some ten grey levels. */
function waves(height: number, width: number): Float32Array {
  const draw = random(1, 'picture');
  const drawn = Array.from({ length: 12 }, () => [draw.between(0.1, 0.9), draw.between(0.1, 0.9), draw() * 6, draw()]);
  return Float32Array.from({ length: height * width * 3 }, (_, i) => {
    const [row, column, channel] = [Math.floor(i / 3 / width), Math.floor(i / 3) % width, i % 3];
    const sum = drawn.reduce((all, [a, b, p, w]) => all + w * Math.sin(a * row + b * column + p * (channel + 1)), 0);
    return Math.min(255, Math.max(0, 127 + 40 * sum));
  });
}

function shareNear(a: readonly number[], b: readonly number[]): number {
  return a.filter((value, i) => Math.abs(value - b[i]) <= GREY_LEVEL).length / a.length;
}

/** Centre of brightness, `[row, column]`. */
function centreOf(pixels: readonly number[]): [row: number, column: number] {
  const total = pixels.reduce((sum, value) => sum + value, 0);
  const mean = (place: (pixel: number) => number): number =>
    pixels.reduce((sum, value, i) => sum + value * place(Math.floor(i / 3)), 0) / total;
  return [mean((pixel) => Math.floor(pixel / WIDTH)), mean((pixel) => pixel % WIDTH)];
}

function scaled(pixels: readonly number[], steps: readonly ScalingStep[]): number[] {
  return scaledPixels(pixels, composedAffine(steps));
}

/** Keras scales in float32. */
function expectClose(actual: readonly number[], wanted: readonly number[]): void {
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(wanted[i], 6);
}
