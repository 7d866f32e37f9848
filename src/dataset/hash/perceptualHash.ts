import { GRAY_SIDE } from '../figures/pictureFigures.js';

/** The hash keeps the 8x8 lowest frequencies. */
const HASH_SIDE = 8;

/** Cosines of the type-II transform: `[frequency][place]`. */
const COSINES = Array.from({ length: HASH_SIDE }, (_, frequency) =>
  Float64Array.from({ length: GRAY_SIDE }, (_, i) => Math.cos((Math.PI * frequency * (2 * i + 1)) / (2 * GRAY_SIDE))),
);

/**
 * 64 bits that stay nearly the same when an image is encoded again, resized, lit otherwise or slightly cropped: which
 * of the lowest frequencies lie above their median.
 *
 * Same as `imagehash.phash` (PyPI, 4.3) from the 32x32 grays on.
 *
 * @param gray 32x32
 * @returns four 16-bit words, row by row, the lowest frequency in the first word's highest bit
 */
export function perceptualHash(grey: Uint8Array): Uint16Array {
  const frequencies = lowFrequencies(grey);
  const sorted = Float64Array.from(frequencies).sort();
  const median = (sorted[31]! + sorted[32]!) / 2;
  const words = new Uint16Array(4);
  frequencies.forEach((value, i) => {
    if (value > median) words[i >> 4]! |= 0x8000 >> (i & 15);
  });
  return words;
}

/** `[vertical][horizontal]` frequencies, up to a factor that is the same for all bits of a row. */
function lowFrequencies(grey: Uint8Array): Float64Array {
  const rows = new Float64Array(GRAY_SIDE * HASH_SIDE);
  for (let row = 0; row < GRAY_SIDE; row++) {
    for (let u = 0; u < HASH_SIDE; u++) {
      let sum = 0;
      for (let i = 0; i < GRAY_SIDE; i++) sum += COSINES[u]![i]! * grey[row * GRAY_SIDE + i]!;
      rows[row * HASH_SIDE + u] = sum;
    }
  }
  const result = new Float64Array(HASH_SIDE * HASH_SIDE);
  for (let v = 0; v < HASH_SIDE; v++) {
    for (let u = 0; u < HASH_SIDE; u++) {
      let sum = 0;
      for (let row = 0; row < GRAY_SIDE; row++) sum += COSINES[v]![row]! * rows[row * HASH_SIDE + u]!;
      result[v * HASH_SIDE + u] = sum;
    }
  }
  return result;
}
