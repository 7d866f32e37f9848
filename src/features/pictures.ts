import { type KeptRows, openRows } from '../base/cache/keptRows.js';
import type { Cache } from '../base/cache/rowFiles.js';
import { digest } from '../base/digest.js';
import { mapConcurrent } from '../base/mapConcurrent.js';
import { sum } from '../base/sum.js';
import { decodeImage } from '../dataset/image.js';
import type { Interpolation, Size } from '../dataset/resize.js';
import type { ScannedImage } from '../dataset/scan.js';

export interface PictureSize extends Size {
  interpolation: Interpolation;
}

/** Raised whenever a file would be decoded to other pixels. */
const DECODING_VERSION = 1;

/**
 * Opens decoded pictures, each a row `[height, width, 3]` in 0 ... 255. They are kept in the cache where the files hold
 * more pixels than the pictures; smaller ones are decoded as fast as they would be read.
 *
 * @param memory bytes of them that are held, where all of them fit
 */
export function openPictures(
  images: readonly ScannedImage[],
  size: PictureSize,
  cache: Cache,
  memory: number,
): Promise<KeptRows> {
  const { height, width, interpolation } = size;
  const pixels = sum(images, (image) => image.width * image.height);
  const isWorthIt = pixels > images.length * height * width;
  return openRows({
    cache: isWorthIt ? cache : undefined,
    name: ['pictures', digest({ DECODING_VERSION, height, width, interpolation })],
    keys: images.map((image) => image.digest),
    rowBytes: height * width * 3,
    make: (indices) =>
      decoded(
        indices.map((i) => images[i].path),
        size,
      ),
    memory,
  });
}

async function decoded(paths: readonly string[], size: PictureSize): Promise<Uint8Array> {
  const bytes = size.height * size.width * 3;
  const pixels = new Uint8Array(paths.length * bytes);
  await mapConcurrent(paths, async (file, i) => {
    await decodeImage(file, size, pixels.subarray(i * bytes, (i + 1) * bytes));
  });
  return pixels;
}

/** Bytes of pictures that wait for their step. */
const AHEAD_BYTES = 2 ** 26;
const MOST_AHEAD = 8;

/** Batches that are decoded ahead of their use. */
export function prefetchedPictures(batchSize: number, { height, width }: Size): number {
  return Math.max(1, Math.min(MOST_AHEAD, Math.floor(AHEAD_BYTES / (batchSize * height * width * 3))));
}
