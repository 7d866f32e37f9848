import { sum } from '../../base/sum.js';
import { resized, type Size } from '../resize.js';

/** Longer side at which images are measured, in pixels: enough to see a blur, and cheap to measure. */
export const MEASURED_SIDE = 256;

/** What a survey measures of one image; brightnesses and colors are in 0 ... 255. */
export interface PictureFigures {
  /** The image stretched to 32x32 grays, row by row. */
  grey: Uint8Array;
  /** Mean red, green and blue. */
  color: [number, number, number];
  /** The same of the outer sixteenth on every side, which is background where the object stands in the middle. */
  borderColor: [number, number, number];
  /** The same of the middle quarter, half as high and half as wide. */
  centerColor: [number, number, number];
  /** Mean difference of the largest and the smallest channel of a pixel, in 0 ... 255: 0 of a gray image. */
  chroma: number;
  /** Brightness below which 5 % and 99 % of the pixels lie. */
  brightness5: number;
  brightness99: number;
  /** Of the histogram of all three channels together, in bits: 0 for one value, at most log2(768). */
  entropy: number;
  /**
   * Second differences of grays over first ones, both as root mean squares: how abruptly brightness changes, whatever the
   * contrast. About 1.4 for noise, small where an image is blurred.
   */
  sharpness: number;
}

/** How a file keeps its values. */
export interface Encoding {
  /** libvips' name, e.g. `srgb`, `cmyk`, `b-w`, `rgb16`. */
  space: string;
  /** Of one value, e.g. `uchar`, `ushort`. */
  depth: string;
  hasAlpha: boolean;
}

/** Side of the gray image; four times that of the perceptual hash, as in the PyPI package imagehash. */
export const GRAY_SIDE = 32;
/** Pixels of the outer sixteenth. */
const BORDER = GRAY_SIDE / 16;
/** Rows and columns on every side of the middle quarter. */
const CENTER = GRAY_SIDE / 4;

/** @param pixels RGB, `[height, width, 3]` */
export function figuresOf(pixels: Uint8Array, size: Size): PictureFigures {
  const small = resized(pixels, size, { height: GRAY_SIDE, width: GRAY_SIDE }, 'bilinear');
  const brightness = brightnesses(pixels);
  return {
    grey: greys(small),
    color: meanColor(small, () => true),
    borderColor: meanColor(small, (row, column) => toEdge(row, column) < BORDER),
    centerColor: meanColor(small, (row, column) => toEdge(row, column) >= CENTER),
    chroma: chromaOf(pixels),
    brightness5: percentile(brightness, 0.05),
    brightness99: percentile(brightness, 0.99),
    entropy: entropyOf(pixels),
    sharpness: sharpnessOf(greys(pixels), size),
  };
}

/** Luma of every pixel, as Pillow's `convert('L')` rounds it. */
function greys(pixels: Uint8Array): Uint8Array {
  const result = new Uint8Array(pixels.length / 3);
  for (let i = 0, at = 0; i < result.length; i++, at += 3) {
    result[i] = (19595 * pixels[at]! + 38470 * pixels[at + 1]! + 7471 * pixels[at + 2]! + 0x8000) >> 16;
  }
  return result;
}

function chromaOf(pixels: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < pixels.length; at += 3) {
    const [r, g, b] = [pixels[at], pixels[at + 1], pixels[at + 2]];
    sum += Math.max(r!, g!, b!) - Math.min(r!, g!, b!);
  }
  return sum / (pixels.length / 3);
}

/** Source: cleanvision 0.3.7, `calculate_brightness`. */
function brightnesses(pixels: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (let at = 0; at < pixels.length; at += 3) {
    const [r, g, b] = [pixels[at], pixels[at + 1], pixels[at + 2]];
    counts[Math.round(Math.sqrt(0.241 * r! * r! + 0.691 * g! * g! + 0.068 * b! * b!))]!++;
  }
  return counts;
}

/** The first value with that share of the counts at or below it. */
function percentile(counts: Uint32Array, share: number): number {
  const wanted = share * sum(counts);
  let seen = 0;
  return counts.findIndex((n) => {
    seen += n;
    return seen >= wanted;
  });
}

/** Rows or columns to the nearest edge. */
const toEdge = (row: number, column: number): number =>
  Math.min(row, column, GRAY_SIDE - 1 - row, GRAY_SIDE - 1 - column);

function meanColor(
  pixels: Uint8Array,
  counts: (row: number, column: number) => boolean,
): [r: number, g: number, b: number] {
  const sum: [number, number, number] = [0, 0, 0];
  let n = 0;
  for (let i = 0; i < GRAY_SIDE ** 2; i++) {
    if (!counts(Math.floor(i / GRAY_SIDE), i % GRAY_SIDE)) continue;
    n++;
    for (let c = 0; c < 3; c++) sum[c]! += pixels[3 * i + c]!;
  }
  return [sum[0] / n, sum[1] / n, sum[2] / n];
}

/** Source: Pillow's `Image.entropy`, of the three channels' histograms one after the other. */
function entropyOf(pixels: Uint8Array): number {
  const counts = new Uint32Array(768);
  for (let at = 0; at < pixels.length; at++) counts[256 * (at % 3) + pixels[at]!]!++;
  let entropy = 0;
  for (const count of counts) if (count > 0) entropy -= (count / pixels.length) * Math.log2(count / pixels.length);
  return entropy;
}

/** Of second differences over first ones, along rows and columns. */
function sharpnessOf(grey: Uint8Array, { height, width }: Size): number {
  let first = 0;
  let second = 0;
  const add = (before: number, here: number, after: number): void => {
    first += (after - here) ** 2;
    second += (after - 2 * here + before) ** 2;
  };
  for (let row = 0; row < height; row++) {
    for (let at = row * width + 1; at < (row + 1) * width - 1; at++) add(grey[at - 1]!, grey[at]!, grey[at + 1]!);
  }
  for (let at = width; at < grey.length - width; at++) add(grey[at - width]!, grey[at]!, grey[at + width]!);
  return first === 0 ? 0 : Math.sqrt(second / first);
}
