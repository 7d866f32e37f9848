import { GRAY_SIDE } from '../figures/pictureFigures.js';

/** The hash keeps the 8x8 lowest frequencies. */
const HASH_SIDE = 8;

/** Cosines of the type-II transform: `[place][frequency]`. */
const COSINES = Float64Array.from({ length: GRAY_SIDE * HASH_SIDE }, (_, at) => {
  const [i, frequency] = [Math.floor(at / HASH_SIDE), at % HASH_SIDE];
  return Math.cos((Math.PI * frequency * (2 * i + 1)) / (2 * GRAY_SIDE));
});

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
  return hashOf(lowFrequencies(grey));
}

/**
 * The perceptual hash of an image and of the same image, left and right exchanged: that changes the sign of each odd horizontal
 * frequency.
 */
export function hashesBothWays(grey: Uint8Array): [asItIs: Uint16Array, mirrored: Uint16Array] {
  const frequencies = lowFrequencies(grey);
  return [hashOf(frequencies), hashOf(frequencies.map((value, at) => (at % 2 === 1 ? -value : value)))];
}

function hashOf(frequencies: Float64Array): Uint16Array {
  const sorted = frequencies.slice().sort();
  const median = (sorted[31]! + sorted[32]!) / 2;
  const words = new Uint16Array(4);
  for (let i = 0; i < frequencies.length; i++) if (frequencies[i]! > median) words[i >> 4]! |= 0x8000 >> (i & 15);
  return words;
}

/** `[vertical][horizontal]` frequencies, up to a factor that is the same for all bits of a row. */
function lowFrequencies(grey: Uint8Array): Float64Array {
  const result = new Float64Array(HASH_SIDE * HASH_SIDE);
  const ofRow = new Float64Array(HASH_SIDE);
  for (let row = 0; row < GRAY_SIDE; row++) {
    ofRow.fill(0);
    // The sums of a row side by side: one after the other, each addition would wait for the one before it.
    for (let i = 0; i < GRAY_SIDE; i++) addTimes(ofRow, 0, COSINES, i * HASH_SIDE, grey[row * GRAY_SIDE + i]!);
    for (let v = 0; v < HASH_SIDE; v++) addTimes(result, v * HASH_SIDE, ofRow, 0, COSINES[row * HASH_SIDE + v]!);
  }
  return result;
}

/** Adds eight values, each times a factor, to eight others. */
function addTimes(to: Float64Array, at: number, values: Float64Array, from: number, factor: number): void {
  for (let k = 0; k < HASH_SIDE; k++) to[at + k]! += values[from + k]! * factor;
}
