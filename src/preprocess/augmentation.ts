import { random } from '../base/random.js';

/** Keras' ImageDataGenerator: ranges that each picture's change is drawn from. */
export interface Augmentation {
  /** Degrees, drawn from [-r, r]. */
  rotationRange: number;
  /** Share of the width, drawn from [-r, r]. */
  widthShiftRange: number;
  /** Share of the height, drawn from [-r, r]. */
  heightShiftRange: number;
  /** Degrees, drawn from [-r, r]; the reference's 0.2 is 0.2 degrees, since Keras reads degrees. */
  shearRange: number;
  /** Both axes' zoom, each drawn from [1 - r, 1 + r]. */
  zoomRange: number;
  horizontalFlip: boolean;
}

/** A change of one picture, as drawn. Angles in degrees, shifts in pixels. */
export interface Draw {
  theta: number;
  shiftX: number;
  shiftY: number;
  shear: number;
  zoomX: number;
  zoomY: number;
  flip: boolean;
}

/** Draws the change of one picture; the same for the same seed, epoch and example, whatever the batch. */
export function drawChange(
  ranges: Augmentation,
  height: number,
  width: number,
  seed: number,
  epoch: number,
  example: number,
): Draw {
  const draw = random(seed, 'augment', epoch, example);
  const within = (range: number): number => draw.between(-range, range);
  return {
    theta: within(ranges.rotationRange),
    shiftY: within(ranges.heightShiftRange) * height,
    shiftX: within(ranges.widthShiftRange) * width,
    shear: within(ranges.shearRange),
    zoomY: 1 + within(ranges.zoomRange),
    zoomX: 1 + within(ranges.zoomRange),
    flip: ranges.horizontalFlip && draw() < 0.5,
  };
}

/**
 * Where each pixel of the changed picture comes from, as TensorFlow's ImageProjectiveTransformV3 takes it:
 * `[a0, a1, a2, b0, b1, b2, 0, 0]` with source x = a0 x + a1 y + a2 and source y = b0 x + b1 y + b2.
 *
 * Source: Keras `apply_affine_transform`: rotation, shift, shear, zoom multiplied in this order, about the centre
 * (size / 2 - 0.5); the flip comes after it. Of Keras up to 2.3, that is: since keras-preprocessing PR 318 of 2020 it
 * swaps rows and columns but not the centre, so that a height shift moves sideways and a picture that is not square
 * turns about a place beside its centre.
 */
export function transformOf(draw: Draw, height: number, width: number): number[] {
  const [t, s] = [(draw.theta * Math.PI) / 180, (draw.shear * Math.PI) / 180];
  // Keras' matrices act on (row, column).
  let m: Matrix = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  m = product(m, [
    [Math.cos(t), -Math.sin(t), 0],
    [Math.sin(t), Math.cos(t), 0],
    [0, 0, 1],
  ]);
  m = product(m, [
    [1, 0, draw.shiftY],
    [0, 1, draw.shiftX],
    [0, 0, 1],
  ]);
  m = product(m, [
    [1, -Math.sin(s), 0],
    [0, Math.cos(s), 0],
    [0, 0, 1],
  ]);
  m = product(m, [
    [draw.zoomY, 0, 0],
    [0, draw.zoomX, 0],
    [0, 0, 1],
  ]);
  const [centreY, centreX] = [height / 2 - 0.5, width / 2 - 0.5];
  m = product(
    [
      [1, 0, centreY],
      [0, 1, centreX],
      [0, 0, 1],
    ],
    product(m, [
      [1, 0, -centreY],
      [0, 1, -centreX],
      [0, 0, 1],
    ]),
  );
  const [[yy, yx, y0], [xy, xx, x0]] = m;
  // A flipped picture's column x is column width - 1 - x of the unflipped one.
  return draw.flip
    ? [-xx, xy, x0 + xx * (width - 1), -yx, yy, y0 + yx * (width - 1), 0, 0]
    : [xx, xy, x0, yx, yy, y0, 0, 0];
}

type Row = [number, number, number];
type Matrix = [Row, Row, Row];

function product(a: Matrix, b: Matrix): Matrix {
  const cell = (i: number, j: number): number => a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
  return [0, 1, 2].map((i) => [cell(i, 0), cell(i, 1), cell(i, 2)]) as Matrix;
}
