/**
 * A picture `[height, width, channels]` moved by a transform of `transformOf`, bilinear, that goes round again beyond its
 * edges, as SciPy's mode `wrap`: its last row and column fall on its first, so the period is a side less 1. TensorFlow's
 * own wrapping has the whole side for a period and clamps what lies between the last pixel and the first.
 *
 * Source: SciPy `ndimage/src/ni_interpolation.c`, map_coordinate.
 */
export function wrapped(
  pixels: Float32Array,
  transform: readonly number[],
  height: number,
  width: number,
): Float32Array {
  const [a0, a1, a2, b0, b1, b2] = transform;
  const channels = pixels.length / (height * width);
  const result = new Float32Array(pixels.length);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sourceX = withinPeriod(a0 * x + a1 * y + a2, width);
      const sourceY = withinPeriod(b0 * x + b1 * y + b2, height);
      const [left, top] = [Math.floor(sourceX), Math.floor(sourceY)];
      const [toRight, toBottom] = [sourceX - left, sourceY - top];
      const right = Math.min(left + 1, width - 1);
      const bottom = Math.min(top + 1, height - 1);
      for (let c = 0; c < channels; c++) {
        const pixel = (row: number, column: number): number => pixels[(row * width + column) * channels + c];
        const above = pixel(top, left) * (1 - toRight) + pixel(top, right) * toRight;
        const below = pixel(bottom, left) * (1 - toRight) + pixel(bottom, right) * toRight;
        result[at++] = above * (1 - toBottom) + below * toBottom;
      }
    }
  }
  return result;
}

/** A place in [0, length - 1] that stands for the one given. */
function withinPeriod(place: number, length: number): number {
  const period = length - 1;
  if (place < 0) return place + period * (Math.trunc(-place / period) + 1);
  return place > period ? place - period * Math.trunc(place / period) : place;
}
