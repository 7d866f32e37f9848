import type { Draw } from './augmentation.js';

/**
 * Where each pixel of the changed image comes from, as TensorFlow's ImageProjectiveTransformV3 takes it:
 * `[a0, a1, a2, b0, b1, b2, 0, 0]` with source x = a0 x + a1 y + a2 and source y = b0 x + b1 y + b2.
 *
 * Source: Keras `apply_affine_transform`: rotation, shift, shear, zoom multiplied in this order, about the image's
 * center (size / 2 - 0.5); the flips come after it. Two versions of Keras turn an image about another place:
 *
 * - up to 2.3 the center is size / 2 + 0.5, one pixel below and to the right: the same image, moved by
 *   2 sqrt(2) sin(theta / 2) pixels, 0.7 at 30 degrees, and by the zoom's share of a pixel;
 * - since keras-preprocessing PR 318 of 2020 rows and columns are swapped but not the center, so that a height shift moves
 *   sideways, and an image that is not square turns about a place beside its center.
 */
export function transformOf(draw: Draw, height: number, width: number): number[] {
  const [t, s] = [(draw.theta * Math.PI) / 180, (draw.shear * Math.PI) / 180];
  // Keras' matrices act on (row, column).
  let m: Matrix = [
    [Math.cos(t), -Math.sin(t), 0],
    [Math.sin(t), Math.cos(t), 0],
    [0, 0, 1],
  ];
  m = product(m, shift(draw.shiftY, draw.shiftX));
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
  const [centerY, centerX] = [height / 2 - 0.5, width / 2 - 0.5];
  m = product(shift(centerY, centerX), product(m, shift(-centerY, -centerX)));
  // Column x of an image that is flipped afterwards is column width - 1 - x of this one.
  if (draw.flip) m = product(m, flipped(1, width));
  if (draw.flipVertical) m = product(m, flipped(0, height));
  const [[yy, yx, y0], [xy, xx, x0]] = m;
  return [xx, xy, x0, yx, yy, y0, 0, 0];
}

type Row = [number, number, number];
type Matrix = [Row, Row, Row];

function shift(rows: number, columns: number): Matrix {
  return [
    [1, 0, rows],
    [0, 1, columns],
    [0, 0, 1],
  ];
}

function flipped(axis: 0 | 1, length: number): Matrix {
  const matrix = shift(0, 0);
  matrix[axis][axis] = -1;
  matrix[axis][2] = length - 1;
  return matrix;
}

function product(a: Matrix, b: Matrix): Matrix {
  const cell = (i: number, j: number): number => a[i]![0] * b[0][j]! + a[i]![1] * b[1][j]! + a[i]![2] * b[2][j]!;
  return [0, 1, 2].map((i) => [cell(i, 0), cell(i, 1), cell(i, 2)]) as Matrix;
}
