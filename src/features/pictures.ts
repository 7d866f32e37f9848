import { type KeptRows, openRows } from '../base/cache/keptRows.js';
import type { Cache } from '../base/cache/rowFiles.js';
import { digest } from '../base/digest.js';
import { mapConcurrent } from '../base/mapConcurrent.js';
import { sum } from '../base/sum.js';
import { decodeScanned } from '../dataset/decodeScanned.js';
import type { Interpolation, Size } from '../dataset/resize.js';
import type { ScannedImage } from '../dataset/scan.js';

/** Size that images are decoded to. */
export interface PictureSize extends Size {
  interpolation: Interpolation;
}

/** Raised whenever decoding gives other pixels. */
const DECODING_VERSION = 1;

/**
 * Opens decoded images, each a row `[height, width, 3]` in [0, 255]. They are cached if the files hold more pixels than the
 * decoded images; decoding smaller files is as fast as reading the cache.
 *
 * @param memory bytes to hold in memory, if all images fit
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
        indices.map((i) => images[i]!.path),
        size,
      ),
    memory,
  });
}

async function decoded(paths: readonly string[], size: PictureSize): Promise<Uint8Array> {
  const bytes = size.height * size.width * 3;
  const pixels = new Uint8Array(paths.length * bytes);
  await mapConcurrent(paths, async (file, i) => {
    await decodeScanned(file, size, pixels.subarray(i * bytes, (i + 1) * bytes));
  });
  return pixels;
}

/** Bytes of images that wait for their step. */
const PREFETCH_BYTES = 2 ** 26;
const MAX_PREFETCHED = 8;

/** Number of batches to decode before they are used. */
export function prefetchedPictures(batchSize: number, { height, width }: Size): number {
  return Math.max(1, Math.min(MAX_PREFETCHED, Math.floor(PREFETCH_BYTES / (batchSize * height * width * 3))));
}
