import { type BmpHeader, readBmpHeader } from '../formats/bmpHeader.js';
import { isGraySpace } from '../formats/raster.js';
import { loadersStoppedBy } from './jpegFault.js';
import type { KerasLoader, KerasReading } from './loaders.js';

/** What a loader does with a file, for the loaders that do not get thaw's pixels. */
export type KerasReadings = Partial<Record<KerasLoader, KerasReading>>;

/** What the header of a file says. */
interface Header {
  /** By its content, whatever its name ends in. */
  format: string;
  space: string;
  /** libvips' name, such as `uchar` and `float`. */
  depth: string;
  hasAlpha: boolean;
  orientation: number;
}

/** What TensorFlow's `decode_image` reads. */
const TENSORFLOW_FORMATS = ['jpeg', 'png', 'gif', 'bmp', 'webp'];

/**
 * Says what Keras' loaders do with a file that thaw reads: Pillow decodes for `flow_from_directory`, and
 * `tf.image.decode_image` for `image_dataset_from_directory`. Differences of a few levels between decoders of JPEG do not
 * count.
 *
 * Measured with Pillow 12.3 and TensorFlow 2.21, on the files of test/fixtures/imageFormats.py.
 *
 * @param bytes of the file
 */
export function kerasReadings(header: Header, bytes: Uint8Array): KerasReadings {
  const readings: KerasReadings = {};
  const inFlow = inPillow(header);
  const inDataset = inTensorFlow(header, bytes);
  const stopped = header.format === 'jpeg' ? loadersStoppedBy(bytes) : [];
  if (inFlow !== undefined) readings.flow_from_directory = inFlow;
  if (inDataset !== undefined) readings.image_dataset_from_directory = inDataset;
  for (const loader of stopped) readings[loader] = 'stops';
  return readings;
}

function inPillow({ format, space, depth, hasAlpha, orientation }: Header): KerasReading | undefined {
  if (format === 'svg') return 'stops';
  // Of a TIFF, Pillow has no colors but those of 8 and 16 bits.
  if (format === 'tiff' && !isGraySpace(space) && depth !== 'uchar' && depth !== 'ushort') return 'stops';
  // Pillow turns a TIFF, and nothing else.
  if (orientation !== 1 && format !== 'tiff') return 'not turned';
  // With alpha, it keeps the high byte.
  return space === 'grey16' && !hasAlpha ? 'cut off' : undefined;
}

function inTensorFlow({ format, hasAlpha, orientation }: Header, bytes: Uint8Array): KerasReading | undefined {
  if (!TENSORFLOW_FORMATS.includes(format)) return 'stops';
  if (format === 'bmp') return bmpInTensorFlow(readBmpHeader(bytes), bytes.length);
  // Pillow does not mind where the last chunk is missing.
  if (format === 'png' && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf('IEND') === -1) {
    return 'stops';
  }
  if (format === 'webp' && hasAlpha) return 'stops';
  return orientation !== 1 ? 'not turned' : undefined;
}

/** Masks that stand for blue, green, red, as TensorFlow takes every BMP. */
const BLUE_GREEN_RED = [0xff0000, 0xff00, 0xff];

function bmpInTensorFlow(header: BmpHeader, numBytes: number): KerasReading | undefined {
  const { headerSize, bits, compression, colors, offset, stride, height } = header;
  const isRead = bits === 8 || bits === 24 || bits === 32;
  // The padding of the last row must be there.
  const isWhole = offset + stride * height <= numBytes;
  if (!isRead || compression !== 'none' || headerSize === 12 || !isWhole) return 'stops';
  if (colors.kind === 'palette' || (colors.kind === 'gray' && colors.isBilevel)) return 'without palette';
  if (colors.kind === 'gray' || bits === 24) return undefined;
  const isZero = colors.masks.every((mask) => mask === 0);
  return isZero || BLUE_GREEN_RED.every((mask, i) => colors.masks[i] === mask) ? undefined : 'swapped channels';
}
