import * as fs from 'node:fs/promises';
import { digest, digestOfBytes } from '../base/digest.js';
import { countBy, group } from '../base/group.js';
import { mapConcurrent } from '../base/mapConcurrent.js';
import type { Dataset, Example } from './dataset.js';
import { type ImageHeader, readHeader, UnreadableImage } from './image.js';

/** An image with its file header. Width and height are in pixels, after EXIF orientation. */
export interface ScannedImage extends Example, ImageHeader {
  bytes: number;
  /** Of the file; everything that is computed from its pixels is stored under it. */
  digest: string;
}

/** A file that cannot be read, with the reason. */
export interface UnreadableFile {
  example: Example;
  reason: string;
}

/** What reading every file of a dataset gave. */
export interface Scan {
  images: ScannedImage[];
  unreadable: UnreadableFile[];
  /** Groups of two or more images whose files are identical byte for byte. */
  duplicates: ScannedImage[][];
}

/** What tells whether a file has changed. */
export interface FileStamp {
  bytes: number;
  /** Milliseconds since 1970. */
  modified: number;
}

/** What scans a dataset: as `scanImages`, with the stamps of its files. */
export type Scanner = (
  dataset: Dataset,
  onProgress: ((done: number, total: number) => void) | undefined,
  stamps: readonly FileStamp[],
) => Promise<Scan>;

/** Reads every image file of a dataset. An image that cannot be read is listed with the reason. */
export async function scanImages(dataset: Dataset, onProgress?: (done: number, total: number) => void): Promise<Scan> {
  let done = 0;
  const scanned = await mapConcurrent(dataset.examples, async (example) => {
    const entry = await scanImage(example);
    onProgress?.(++done, dataset.examples.length);
    return entry;
  });
  // libvips mixes up the reasons of files that fail at once, so each of those is read again alone.
  for (const [i, entry] of scanned.entries()) if ('reason' in entry) scanned[i] = await scanImage(entry.example);
  return scanOf(scanned);
}

/** The scan of files that were read one by one, in their order. */
export function scanOf(scanned: readonly (ScannedImage | UnreadableFile)[]): Scan {
  const images = scanned.filter((entry) => 'digest' in entry);
  const unreadable = scanned.filter((entry) => 'reason' in entry);
  // Only those that come twice get a list: of a million lists, nearly all would hold one image.
  const counts = countBy(images, ({ digest }) => digest);
  const repeated = images.filter(({ digest }) => counts.get(digest)! > 1);
  return { images, unreadable, duplicates: [...group(repeated, ({ digest }) => digest).values()] };
}

async function scanImage(example: Example): Promise<ScannedImage | UnreadableFile> {
  try {
    const bytes = await fs.readFile(example.path);
    const { space, depth: _, hasAlpha, ...header } = await readHeader(example.path, bytes);
    const turned = header.orientation >= 5;
    const [width, height] = turned ? [header.height, header.width] : [header.width, header.height];
    return { ...example, ...header, width, height, bytes: bytes.length, digest: digestOfImage(bytes, space, hasAlpha) };
  } catch (error) {
    return { example, reason: error instanceof UnreadableImage ? error.reason : String(error) };
  }
}

/** SHA-256 of a file; of more than the file where older versions decoded it to other pixels: with alpha, or in CMYK. */
function digestOfImage(bytes: Uint8Array, space: string, hasAlpha: boolean): string {
  const file = digestOfBytes(bytes);
  return hasAlpha || space === 'cmyk' ? digest({ file, pixels: 2 }) : file;
}
