import { sum } from '../base/sum.js';
/** How an image is resized. */
export type Interpolation = 'nearest' | 'bilinear';

/** Height and width in pixels. */
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
 *
 * @param into where the result goes; new where left out
 */
export function resized(
  pixels: Uint8Array,
  from: Size,
  to: Size,
  interpolation: Interpolation,
  into?: Uint8Array,
): Uint8Array {
  const isThatSize = from.height === to.height && from.width === to.width;
  if (interpolation === 'nearest' && !isThatSize) {
    return nearest(pixels, from, to, into ?? new Uint8Array(to.height * to.width * CHANNELS));
  }
  const wide = from.width === to.width ? pixels : alongRows(pixels, from, to.width);
  const whole =
    from.height === to.height ? wide : alongColumns(wide, { height: from.height, width: to.width }, to.height);
  if (into === undefined) return whole;
  into.set(whole);
  return into;
}

function nearest(pixels: Uint8Array, from: Size, to: Size, result: Uint8Array): Uint8Array {
  const offsets = Int32Array.from(nearestPlaces(from.width, to.width), (column) => column * CHANNELS);
  const stride = to.width * CHANNELS;
  let at = 0;
  let last = -1;
  for (const row of nearestPlaces(from.height, to.height)) {
    if (row === last) {
      // An image made larger shows many of its rows more than once.
      result.copyWithin(at, at - stride, at);
      at += stride;
      continue;
    }
    last = row;
    const start = row * from.width * CHANNELS;
    for (let column = 0; column < to.width; column++) {
      const source = start + offsets[column]!;
      result[at] = pixels[source]!;
      result[at + 1] = pixels[source + 1]!;
      result[at + 2] = pixels[source + 2]!;
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

/** Weights are whole numbers of 2^-22: sums are exact, rounding is Pillow's, and 255 of them fit into 32 bits. */
const PRECISION_BITS = 22;
const HALF = 2 ** (PRECISION_BITS - 1);

/** For pixel i of the result: the first pixel that counts, `first[i]`, and `most` weights from there on, 0 past the last. */
interface Taps {
  first: Int32Array;
  weights: Int32Array;
  most: number;
}

/** Triangle filter along one side of length `from`, made `to` long. */
function trianglesOf(from: number, to: number): Taps {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const most = Math.min(from, Math.ceil(support) * 2 + 1);
  const taps: Taps = { first: new Int32Array(to), weights: new Int32Array(to * most), most };
  for (let i = 0; i < to; i++) {
    const center = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const end = Math.min(from, Math.trunc(center + support + 0.5));
    const raw = Array.from({ length: end - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((k + first - center + 0.5) / support)),
    );
    const total = sum(raw);
    // From the last pixels that fit, so that no weight of 0 reads past the end.
    taps.first[i] = Math.min(first, from - most);
    const shift = i * most + first - taps.first[i]!;
    for (const [k, weight] of raw.entries()) {
      taps.weights[shift + k] = Math.trunc(0.5 + (weight / total) * 2 ** PRECISION_BITS);
    }
  }
  return taps;
}

function alongRows(pixels: Uint8Array, from: Size, width: number): Uint8Array {
  const { first, weights, most } = trianglesOf(from.width, width);
  const result = new Uint8ClampedArray(from.height * width * CHANNELS);
  let at = 0;
  for (let row = 0; row < from.height; row++) {
    for (let column = 0; column < width; column++) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      let source = (row * from.width + first[column]!) * CHANNELS;
      const end = (column + 1) * most;
      for (let k = column * most; k < end; k++) {
        const weight = weights[k]!;
        red = (red + Math.imul(pixels[source]!, weight)) | 0;
        green = (green + Math.imul(pixels[source + 1]!, weight)) | 0;
        blue = (blue + Math.imul(pixels[source + 2]!, weight)) | 0;
        source += CHANNELS;
      }
      result[at] = red >> PRECISION_BITS;
      result[at + 1] = green >> PRECISION_BITS;
      result[at + 2] = blue >> PRECISION_BITS;
      at += CHANNELS;
    }
  }
  return new Uint8Array(result.buffer);
}

function alongColumns(pixels: Uint8Array, from: Size, height: number): Uint8Array {
  const { first, weights, most } = trianglesOf(from.height, height);
  const stride = from.width * CHANNELS;
  const result = new Uint8ClampedArray(height * stride);
  const sums = new Int32Array(stride);
  for (let row = 0; row < height; row++) {
    sums.fill(HALF);
    for (let k = 0; k < most; k++) {
      const weight = weights[row * most + k]!;
      if (weight === 0) continue;
      const source = (first[row]! + k) * stride;
      for (let i = 0; i < stride; i++) sums[i]! += Math.imul(pixels[source + i]!, weight);
    }
    for (let i = 0; i < stride; i++) result[row * stride + i] = sums[i]! >> PRECISION_BITS;
  }
  return new Uint8Array(result.buffer);
}
