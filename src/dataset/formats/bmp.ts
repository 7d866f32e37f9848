import { type BmpHeader, readBmpHeader } from './bmpHeader.js';
import { runLengths } from './bmpRunLengths.js';
import { type Raster, RasterError, rgbOfGray } from './raster.js';

/**
 * Decodes a BMP file as Pillow does behind Keras' `load_img`: 1, 4, 8, 16, 24 and 32 bits, bit masks, RLE4 and RLE8, from
 * the bottom or from the top, with a header of Windows or OS/2. Alpha is dropped.
 *
 * Written here because no package gives Pillow's pixels: of 64 kinds of BMP that Pillow reads, bmp-ts 1.0.9 reads 33 to the
 * bit and fast-bmp 4.0.1 reads 14.
 *
 * Source: Pillow 12.3, `BmpImagePlugin.py` and `libImaging/Unpack.c`.
 *
 * @throws RasterError where the file is corrupt, or Pillow does not read it either
 */
export function decodeBmp(file: Uint8Array): Raster {
  const header = readBmpHeader(file);
  const { width, height, colors } = header;
  const isGray = colors.kind === 'gray';
  const pixels = colors.kind === 'masks' ? directPixels(file, header) : indexedPixels(file, header);
  return { format: 'bmp', width, height, pixels, space: isGray ? 'b-w' : 'srgb', depth: 'uchar' };
}

/** Pixels that index a palette, or are grays. */
function indexedPixels(file: Uint8Array, header: BmpHeader): Uint8Array {
  const { colors, compression } = header;
  const indices = compression === 'none' ? packedIndices(file, header) : runLengthIndices(file, header);
  if (colors.kind === 'gray') return rgbOfGray(colors.isBilevel ? indices.map((index) => 255 * index) : indices);
  if (colors.kind !== 'palette') throw new RasterError('a run-length encoding needs a palette');
  const pixels = new Uint8Array(indices.length * 3);
  for (let i = 0; i < indices.length; i++)
    pixels.set(colors.palette.subarray(indices[i]! * 3, indices[i]! * 3 + 3), i * 3);
  return pixels;
}

function packedIndices(file: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, bitsRead: bits } = header;
  const indices = new Uint8Array(width * height);
  const perByte = 8 / bits;
  const mask = 2 ** bits - 1;
  for (let row = 0; row < height; row++) {
    const start = startOfRow(file, header, row);
    for (let column = 0; column < width; column++) {
      const byte = file[start + Math.floor(column / perByte)]!;
      // The leftmost pixel is in the highest bits.
      indices[row * width + column] = (byte >> (8 - bits - (column % perByte) * bits)) & mask;
    }
  }
  return indices;
}

function runLengthIndices(file: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, compression, topDown } = header;
  const stored = runLengths(file, header, compression === 'rle4');
  if (topDown) return stored;
  const indices = new Uint8Array(stored.length);
  for (let row = 0; row < height; row++) {
    indices.set(stored.subarray((height - 1 - row) * width, (height - row) * width), row * width);
  }
  return indices;
}

/** Pixels that hold their color: 16, 24 or 32 bits. */
function directPixels(file: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, colors } = header;
  if (colors.kind !== 'masks') throw new RasterError('the file has no masks');
  const bytes = header.bits / 8;
  const pixels = new Uint8Array(width * height * 3);
  let at = 0;
  for (let row = 0; row < height; row++) {
    let from = startOfRow(file, header, row);
    for (let column = 0; column < width; column++, from += bytes) {
      for (const channel of colors.channels) pixels[at++] = channel(file, from);
    }
  }
  return pixels;
}

/** @throws RasterError where the row is not whole; the padding of the last one may be missing */
function startOfRow(
  file: Uint8Array,
  { width, height, bitsRead, stride, offset, topDown }: BmpHeader,
  row: number,
): number {
  const start = offset + stride * (topDown ? row : height - 1 - row);
  if (start + Math.ceil((width * bitsRead) / 8) > file.length) throw new RasterError('the BMP file is cut short');
  return start;
}
