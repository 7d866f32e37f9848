export type Interpolation = 'nearest' | 'bilinear';

export interface Size {
  /** In pixels. */
  height: number;
  width: number;
}

const CHANNELS = 3;

/**
 * Stretches 8-bit pixels `[height, width, 3]` to a size, as Pillow's `Image.resize` does behind Keras' `load_img`, to the
 * bit. What comes in is left as it is.
 *
 * Bilinear is more than the name says: where a side shrinks, the triangle grows with it, so that every pixel counts.
 *
 * Source: Pillow 12.3, `libImaging/Geometry.c` (ImagingScaleAffine) and `libImaging/Resample.c`.
 */
export function resized(pixels: Uint8Array, from: Size, to: Size, interpolation: Interpolation): Uint8Array {
  if (from.height === to.height && from.width === to.width) return pixels;
  if (interpolation === 'nearest') return nearest(pixels, from, to);
  const wide = from.width === to.width ? pixels : alongRows(pixels, from, to.width);
  return from.height === to.height ? wide : alongColumns(wide, { height: from.height, width: to.width }, to.height);
}

function nearest(pixels: Uint8Array, from: Size, to: Size): Uint8Array {
  const result = new Uint8Array(to.height * to.width * CHANNELS);
  const columns = nearestPlaces(from.width, to.width);
  let at = 0;
  for (const row of nearestPlaces(from.height, to.height)) {
    for (const column of columns) {
      const source = (row * from.width + column) * CHANNELS;
      result[at] = pixels[source];
      result[at + 1] = pixels[source + 1];
      result[at + 2] = pixels[source + 2];
      at += CHANNELS;
    }
  }
  return result;
}

/** Pixel under the middle of each pixel of the result: floor((i + 0.5) * scale), but for rounding. */
function nearestPlaces(from: number, to: number): number[] {
  const scale = from / to;
  let place = 0.5 * scale;
  // Summed up and not multiplied, as Pillow does: where a middle falls on a border, rounding decides.
  return Array.from({ length: to }, () => {
    const pixel = Math.floor(place);
    place += scale;
    return Math.min(pixel, from - 1);
  });
}

/** Weights are whole numbers of 2^-22, so that sums are exact and rounding is Pillow's. */
const PRECISION_BITS = 22;
const HALF = 2 ** (PRECISION_BITS - 1);

/** For each pixel of the result: the first pixel that counts, and the weights from there on. */
interface Taps {
  first: number;
  weights: Int32Array;
}

/** Triangle filter along one side of length `from`, made `to` long. */
function trianglesOf(from: number, to: number): Taps[] {
  const scale = from / to;
  const support = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(from, Math.trunc(centre + support + 0.5));
    const raw = Array.from({ length: end - first }, (__, k) =>
      Math.max(0, 1 - Math.abs((k + first - centre + 0.5) / support)),
    );
    const sum = raw.reduce((all, weight) => all + weight, 0);
    return { first, weights: Int32Array.from(raw, (weight) => Math.trunc(0.5 + (weight / sum) * 2 ** PRECISION_BITS)) };
  });
}

function alongRows(pixels: Uint8Array, from: Size, width: number): Uint8Array {
  const taps = trianglesOf(from.width, width);
  const result = new Uint8Array(from.height * width * CHANNELS);
  let at = 0;
  for (let row = 0; row < from.height; row++) {
    const start = row * from.width * CHANNELS;
    for (const { first, weights } of taps) {
      let [red, green, blue] = [HALF, HALF, HALF];
      let source = start + first * CHANNELS;
      for (let k = 0; k < weights.length; k++) {
        const weight = weights[k];
        red += pixels[source] * weight;
        green += pixels[source + 1] * weight;
        blue += pixels[source + 2] * weight;
        source += CHANNELS;
      }
      result[at] = level(red);
      result[at + 1] = level(green);
      result[at + 2] = level(blue);
      at += CHANNELS;
    }
  }
  return result;
}

function alongColumns(pixels: Uint8Array, from: Size, height: number): Uint8Array {
  const stride = from.width * CHANNELS;
  const result = new Uint8Array(height * stride);
  const sums = new Float64Array(stride);
  trianglesOf(from.height, height).forEach(({ first, weights }, row) => {
    sums.fill(HALF);
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k];
      const source = (first + k) * stride;
      for (let i = 0; i < stride; i++) sums[i] += pixels[source + i] * weight;
    }
    const at = row * stride;
    for (let i = 0; i < stride; i++) result[at + i] = level(sums[i]);
  });
  return result;
}

/** Weights sum to 2^22 but for rounding, which can lead past 255. */
function level(sum: number): number {
  return Math.min(255, sum >> PRECISION_BITS);
}
