/** The pixels of an image file, decoded here because sharp does not read its format. */
export interface Raster {
  format: 'bmp' | 'ppm';
  width: number;
  height: number;
  /** 8-bit RGB, `[height, width, 3]`. */
  pixels: Uint8Array;
  /** How the file stores its values, in the words of libvips. */
  space: 'srgb' | 'b-w' | 'rgb16' | 'grey16';
  depth: 'uchar' | 'ushort' | 'float';
}

/** Whether values are grays, by libvips' name of how a file stores them. */
export function isGraySpace(space: string): boolean {
  return space === 'b-w' || space === 'grey16';
}

/** A file that is corrupt, or of a kind that Pillow does not read. */
export class RasterError extends Error {
  override readonly name = 'RasterError';
}

/**
 * Most pixels of an image: beyond that, a few bytes can fill the memory. It is the limit at which Pillow, and with it
 * Keras, raises `DecompressionBombError`: twice `Image.MAX_IMAGE_PIXELS` of Pillow 12.3.
 */
export const MAX_PIXELS = 178_956_970;

/** @throws RasterError where a side is 0, or the image has too many pixels */
export function checkSize(width: number, height: number): void {
  if (width === 0 || height === 0) throw new RasterError(`the image is ${width}x${height} pixels`);
  if (width * height <= MAX_PIXELS) return;
  const most = MAX_PIXELS.toLocaleString('en');
  throw new RasterError(`${width}x${height} pixels are more than ${most}, the limit against decompression bombs`);
}

/** RGB pixels of gray ones. */
export function rgbOfGray(gray: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(gray.length * 3);
  for (let i = 0; i < gray.length; i++) pixels.fill(gray[i]!, i * 3, i * 3 + 3);
  return pixels;
}
