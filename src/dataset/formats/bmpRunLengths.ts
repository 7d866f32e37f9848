import type { BmpHeader } from './bmpHeader.js';
import { RasterError } from './raster.js';

/** What stands behind a count of 0. */
const END_OF_LINE = 0;
const END_OF_IMAGE = 1;
const DELTA = 2;

/**
 * Reads run lengths of 4 or 8 bits as Pillow does: indices in the order of the file, row by row.
 *
 * @throws RasterError where they end before the last pixel, which Pillow does not accept
 */
export function runLengths(file: Uint8Array, { width, height, offset }: BmpHeader, isRle4: boolean): Uint8Array {
  const canvas = new Canvas(width, height);
  const pixelsOf = isRle4 ? halvesOf : (byte: number): number[] => [byte];
  let at = offset;
  const next = (bytes: number): Uint8Array => {
    if (at + bytes > file.length) throw cutShort();
    at += bytes;
    return file.subarray(at - bytes, at);
  };
  const readEscape = (code: number): void => {
    if (code === END_OF_IMAGE) throw cutShort();
    if (code === END_OF_LINE) canvas.endLine();
    else if (code === DELTA) {
      const [right, rows] = next(2);
      canvas.skip(right!, rows!);
    } else {
      const literal = next(isRle4 ? Math.floor(code / 2) : code);
      canvas.literal(Array.from(literal).flatMap(pixelsOf), code);
      // Literal pixels end at an even place of the file.
      at += at % 2;
    }
  };
  while (!canvas.isFull()) {
    const [count, value] = next(2);
    if (count! > 0) canvas.run(count!, pixelsOf(value!));
    else readEscape(value!);
  }
  return canvas.indices;
}

/** The indices that are written, and the place of the next one. */
class Canvas {
  readonly indices: Uint8Array;
  private written = 0;
  private column = 0;

  constructor(
    private readonly width: number,
    height: number,
  ) {
    this.indices = new Uint8Array(width * height);
  }

  isFull(): boolean {
    return this.written >= this.indices.length;
  }

  /** Writes pixels in turn. A run does not go on in the next row. */
  run(count: number, pixels: readonly number[]): void {
    const length = Math.min(count, Math.max(0, this.width - this.column));
    for (let i = 0; i < length; i++) this.write(pixels[i % pixels.length]!);
    this.column += length;
  }

  /** @param count pixels that the file declares, which may be more than it has */
  literal(pixels: readonly number[], count: number): void {
    for (const pixel of pixels) this.write(pixel);
    this.column += count;
  }

  endLine(): void {
    this.written = Math.ceil(this.written / this.width) * this.width;
    this.column = 0;
  }

  skip(right: number, rows: number): void {
    this.written += right + rows * this.width;
    this.column = this.written % this.width;
  }

  /** Past the end, what is left of a run is dropped. */
  private write(index: number): void {
    if (!this.isFull()) this.indices[this.written] = index;
    this.written++;
  }
}

const halvesOf = (byte: number): number[] => [byte >> 4, byte & 15];

const cutShort = (): RasterError => new RasterError('the run lengths end before the last pixel');
