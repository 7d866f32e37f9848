import { beforeAll, expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { augment } from '../../src/engine/augment.js';
import { tf } from '../../src/engine/tensorflow.js';
import { type Augmentation, type Draw, drawChange, FILL_MODES, type Fill } from '../../src/preprocess/augmentation.js';
import { transformOf } from '../../src/preprocess/transform.js';
import { REFERENCE_RECIPE } from '../../src/recipe/recipe.js';
import { expectParity, SEED } from './parity.js';
import { python } from './python.js';

const SIZES = { wide: [24, 40], square: [32, 32], tall: [37, 23] } as const;
const [HEIGHT, WIDTH] = SIZES.wide;
const STILL: Draw = {
  theta: 0,
  shiftX: 0,
  shiftY: 0,
  shear: 0,
  zoomX: 1,
  zoomY: 1,
  flip: false,
  flipVertical: false,
  channelShift: 0,
  brightness: null,
};
const ALL: Augmentation = {
  ...REFERENCE_RECIPE.augmentation!,
  shearRange: 20,
  zoomRange: [0.7, 1.4],
  verticalFlip: true,
  channelShiftRange: 60,
  brightnessRange: [0.5, 1.6],
};

/** Each change by itself, then all of the reference recipe's together, then all that there are, as they are drawn. */
const CHANGES: { what: string; draw: Draw }[] = [
  { what: 'nothing', draw: STILL },
  { what: 'rotation', draw: { ...STILL, theta: 25 } },
  { what: 'rotation the other way', draw: { ...STILL, theta: -13 } },
  { what: 'shift by two and a half pixels, down', draw: { ...STILL, shiftY: 2.5 } },
  { what: 'shift to the side', draw: { ...STILL, shiftX: -7 } },
  { what: 'shear', draw: { ...STILL, shear: 20 } },
  { what: 'zoom, each axis by itself', draw: { ...STILL, zoomX: 0.8, zoomY: 1.15 } },
  { what: 'zoom far out', draw: { ...STILL, zoomX: 2.9, zoomY: 3.7 } },
  { what: 'flip', draw: { ...STILL, flip: true } },
  { what: 'flip upside down', draw: { ...STILL, flipVertical: true } },
  { what: 'rotation, then both flips', draw: { ...STILL, theta: 25, flip: true, flipVertical: true } },
  { what: 'shift to the side, then flip', draw: { ...STILL, shiftX: 6, flip: true } },
  { what: 'channels brighter', draw: { ...STILL, channelShift: 45 } },
  { what: 'channels darker', draw: { ...STILL, channelShift: -30.5 } },
  { what: 'brighter', draw: { ...STILL, brightness: 1.45 } },
  { what: 'darker', draw: { ...STILL, brightness: 0.6 } },
  ...Array.from({ length: 4 }, (_, i) => ({
    what: `draw ${i} of the reference recipe`,
    draw: drawChange(REFERENCE_RECIPE.augmentation!, HEIGHT, WIDTH, SEED, 1, i),
  })),
  ...Array.from({ length: 4 }, (_, i) => ({
    what: `draw ${i} of everything`,
    draw: drawChange(ALL, HEIGHT, WIDTH, SEED, 1, i),
  })),
];
const GREY_LEVEL = 1;
/**
 * Share of the values that may lie further off: where a source lies on the very rim, or brightness on the very edge of a
 * grey level, SciPy and we may round to different sides.
 */
const SHARE_FURTHER_OFF = 0.002;

/**
 * Keras' own functions. With columns named before rows they do not swap the two, as they never did up to Keras 2.3; the
 * centre, which is then taken for the other axis' one, is put right.
 */
const KERAS_2 = `
import numpy as np
from keras.src.legacy.preprocessing import image
centred = image.transform_matrix_offset_center
image.transform_matrix_offset_center = lambda matrix, columns, rows: centred(matrix, rows, columns)
import types
matrices = []
def affine_transform(x, matrix, offset, **options):
    matrices.append([*matrix.ravel().tolist(), *offset.tolist()])
    return original(x, matrix, offset, **options)
import scipy.ndimage
original = scipy.ndimage.affine_transform
image.scipy = types.SimpleNamespace(ndimage=types.SimpleNamespace(interpolation=types.SimpleNamespace(
    affine_transform=affine_transform)))
answer = []
for given in given:
    x = np.array(given['picture'], 'float32').reshape(given['height'], given['width'], 3)
    pictures, found = [], []
    for d in given['draws']:
        matrices.clear()
        # Keras' tx and zx belong to the rows.
        y = image.apply_affine_transform(x, theta=d['theta'], tx=d['shiftY'], ty=d['shiftX'], shear=d['shear'],
                                         zx=d['zoomY'], zy=d['zoomX'], row_axis=1, col_axis=0, channel_axis=2,
                                         fill_mode=given['fillMode'], cval=given['cval'], order=1)
        found.append(matrices[0] if matrices else None)
        # The rest as ImageDataGenerator.apply_transform does it.
        if d['channelShift'] != 0:
            y = image.apply_channel_shift(y, d['channelShift'], 2)
        y = y[:, ::-1] if d['flip'] else y
        y = y[::-1] if d['flipVertical'] else y
        if d['brightness'] is not None:
            y = image.apply_brightness_shift(y, d['brightness'], False)
        pictures.append(y.ravel().tolist())
    answer.append({'pictures': pictures, 'matrices': found})
`;

const cases = Object.entries(SIZES).flatMap(([shape, [height, width]]) =>
  (shape === 'wide' ? FILL_MODES : (['nearest'] as const)).map((fillMode) => ({
    shape,
    height,
    width,
    fillMode,
    cval: fillMode === 'constant' ? 90 : 0,
    picture: waves(height, width),
    draws: CHANGES.map(({ draw }) => draw),
  })),
);
let keras: { pictures: number[][]; matrices: (number[] | null)[] }[];
let ours: number[][][];

beforeAll(async () => {
  await tf.ready();
  keras = python(
    KERAS_2,
    cases.map(({ picture, ...given }) => ({ ...given, picture: [...picture] })),
  ) as typeof keras;
  ours = cases.map(({ picture, height, width, draws, ...fill }) => ourPictures(picture, height, width, draws, fill));
}, 120_000);

test.each(cases.map(({ shape, fillMode }, i) => ({ shape, fillMode, i })))(
  'a $shape picture changes as by the functions of Keras, outside filled by $fillMode',
  ({ shape, fillMode, i }) => {
    for (const [k, { what }] of CHANGES.entries()) {
      const share = 1 - shareNear(ours[i][k], keras[i].pictures[k]);
      expectParity(`${shape} picture, ${fillMode}, ${what}: share off by a grey level`, share, SHARE_FURTHER_OFF);
    }
  },
);

test.each(cases.map(({ shape, fillMode }, i) => ({ shape, fillMode, i })).filter((c) => c.fillMode === 'nearest'))(
  'the matrix of a $shape picture is that of Keras',
  ({ shape, i }) => {
    const { height, width } = cases[i];
    for (const [k, { what, draw }] of CHANGES.entries()) {
      const theirs = keras[i].matrices[k];
      if (theirs === null) continue; // nothing moves
      const [xx, xy, x0, yx, yy, y0] = transformOf({ ...draw, flip: false, flipVertical: false }, height, width);
      const difference = Math.max(...[yy, yx, xy, xx, y0, x0].map((value, at) => Math.abs(value - theirs[at])));
      expectParity(`matrix of a ${shape} picture, ${what}`, difference, 1e-6);
    }
    expect(keras[i].matrices.filter((matrix) => matrix !== null).length).toBeGreaterThan(12);
  },
);

test('an image turns about its center, where Keras since 2020 turns a wide one about a place beside it', () => {
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

test('the center of Keras up to 2.3 moves an image turned by 30 degrees by 0.73 pixels, and changes nothing else', () => {
  const historic = python(
    `
import numpy as np
from keras.src.legacy.preprocessing import image
t = np.deg2rad(30)
turn = np.array([[np.cos(t), -np.sin(t), 0], [np.sin(t), np.cos(t), 0], [0, 0, 1]])
# Its transform_matrix_offset_center added the half that today's takes away: a picture that is larger by 2.
answer = image.transform_matrix_offset_center(turn, given['height'] + 2, given['width'] + 2).ravel().tolist()
`,
    { height: HEIGHT, width: WIDTH },
  ) as number[];
  const [xx, xy, x0, yx, yy, y0] = transformOf({ ...STILL, theta: 30 }, HEIGHT, WIDTH);
  for (const [i, value] of [yy, yx].entries()) expect(value).toBeCloseTo(historic[i], 9);
  for (const [i, value] of [xy, xx].entries()) expect(value).toBeCloseTo(historic[3 + i], 9);
  expect(Math.hypot(y0 - historic[2], x0 - historic[5])).toBeCloseTo(2 * Math.SQRT2 * Math.sin(Math.PI / 12), 9);
});

test("every change except 'nothing' makes a different image, so agreement is not trivial", () => {
  for (const [k, { what }] of CHANGES.entries()) {
    const near = shareNear(ours[0][k], ours[0][0]);
    if (what === 'nothing') expect(near).toBe(1);
    else expect(near, what).toBeLessThan(0.7);
  }
  const everyFill = ours.slice(0, FILL_MODES.length).map((pictures) => pictures[7]);
  for (const [i, one] of everyFill.entries())
    for (const other of everyFill.slice(0, i)) expect(shareNear(one, other)).toBeLessThan(0.7);
});

/** Ranges of every kind, and as ImageDataGenerator takes them: its whole numbers of pixels are another case than 2.5. */
const RANGES: Augmentation[] = [
  REFERENCE_RECIPE.augmentation!,
  { ...ALL, widthShiftRange: 7, heightShiftRange: 2.5 },
  { ...ALL, widthShiftRange: 1, heightShiftRange: 3, rotationRange: 180, zoomRange: [1, 1], horizontalFlip: false },
];
const NUM_DRAWS = 4000;
/** Kolmogorov-Smirnov distance that two samples of one distribution pass once in a million: sqrt(-ln(p / 2) / n). */
const FURTHEST = Math.sqrt(-Math.log(1e-6 / 2) / NUM_DRAWS);

test("what is drawn has the distribution of ImageDataGenerator's draws, range by range", () => {
  const names: Record<string, keyof Draw> = {
    theta: 'theta',
    tx: 'shiftY',
    ty: 'shiftX',
    shear: 'shear',
    zx: 'zoomY',
    zy: 'zoomX',
    flip_horizontal: 'flip',
    flip_vertical: 'flipVertical',
    channel_shift_intensity: 'channelShift',
    brightness: 'brightness',
  };
  const drawn = python(
    `
import numpy as np
from keras.src.legacy.preprocessing.image import ImageDataGenerator
np.random.seed(given['seed'])
answer = []
for r in given['ranges']:
    generator = ImageDataGenerator(
        rotation_range=r['rotationRange'], width_shift_range=r['widthShiftRange'],
        height_shift_range=r['heightShiftRange'], shear_range=r['shearRange'], zoom_range=r['zoomRange'],
        horizontal_flip=r['horizontalFlip'], vertical_flip=r.get('verticalFlip', False),
        channel_shift_range=r.get('channelShiftRange', 0), brightness_range=r.get('brightnessRange'))
    draws = [generator.get_random_transform((given['height'], given['width'], 3)) for _ in range(given['draws'])]
    answer.append({name: [float(d[name] or 0) for d in draws] for name in given['names']})
`,
    {
      seed: SEED,
      ranges: RANGES,
      height: HEIGHT,
      width: WIDTH,
      draws: NUM_DRAWS,
      names: Object.keys(names),
    },
  ) as Record<string, number[]>[];
  for (const [i, ranges] of RANGES.entries()) {
    const draws = Array.from({ length: NUM_DRAWS }, (_, k) => drawChange(ranges, HEIGHT, WIDTH, SEED, 1, k));
    for (const [name, key] of Object.entries(names)) {
      const distance = distributionDistance(
        draws.map((draw) => Number(draw[key] ?? 0)),
        drawn[i][name],
      );
      expectParity(`ranges ${i}, ${key}: distance of distributions`, distance, FURTHEST);
    }
  }
});

function ourPictures(
  picture: Float32Array,
  height: number,
  width: number,
  draws: readonly Draw[],
  fill: Fill = {},
): number[][] {
  const batch = Float32Array.from({ length: draws.length * picture.length }, (_, i) => picture[i % picture.length]);
  return tf.tidy(
    () => augment(batch, draws, { height, width }, fill).reshape([draws.length, -1]).arraySync() as number[][],
  );
}

/** A picture of smooth waves, another one in each channel: neighbours differ by some ten grey levels. */
function waves(height: number, width: number): Float32Array {
  const draw = random(SEED, 'picture');
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

/** Kolmogorov-Smirnov: the largest distance of the two samples' shares below any value. */
function distributionDistance(a: readonly number[], b: readonly number[]): number {
  const below = (sorted: readonly number[], value: number): number =>
    sorted.filter((one) => one <= value).length / sorted.length;
  const [x, y] = [a, b].map((values) => [...values].sort((p, q) => p - q));
  return Math.max(...[...x, ...y].filter((_, i) => i % 20 === 0).map((v) => Math.abs(below(x, v) - below(y, v))));
}

/** Centre of brightness, `[row, column]`. */
function centreOf(pixels: readonly number[]): [row: number, column: number] {
  const total = pixels.reduce((sum, value) => sum + value, 0);
  const mean = (place: (pixel: number) => number): number =>
    pixels.reduce((sum, value, i) => sum + value * place(Math.floor(i / 3)), 0) / total;
  return [mean((pixel) => Math.floor(pixel / WIDTH)), mean((pixel) => pixel % WIDTH)];
}
