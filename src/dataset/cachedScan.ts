import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { digestOfList } from '../base/digest.js';
import { readKeptJson } from '../base/keptJson.js';
import { readKeptLines, writeKeptLines } from '../base/keptLines.js';
import { mapConcurrent } from '../base/mapConcurrent.js';
import type { Dataset } from './dataset.js';
import { type Scan, type ScannedImage, type Scanner, scanImages, scanOf, type UnreadableFile } from './scan.js';
import { PART_IN_STORE } from './validationParts.js';

/** Raised whenever a scan of the same files would have another result. */
const SCAN_VERSION = 3;

/**
 * Scans a dataset, or reads its stored scan if no file has changed its size or time of modification.
 *
 * @param folder where scans are kept
 * @param scanner what scans. Default `scanImages`
 */
export async function cachedScan(
  dataset: Dataset,
  folder: string,
  onProgress?: (done: number, total: number) => void,
  scanner: Scanner = scanImages,
): Promise<Scan> {
  const stats = await mapConcurrent(dataset.examples, async ({ path: file }) => {
    const { size, mtimeMs, ctimeMs } = await fs.stat(file);
    return { bytes: size, modified: mtimeMs, changed: ctimeMs };
  });
  const stamps = dataset.examples.map(({ path: file, label, split, part }, i) => {
    const { bytes, modified, changed } = stats[i]!;
    return [file, label, split, bytes, modified, changed, ...(part === undefined ? [] : [PART_IN_STORE[part]])];
  });
  const name = path.join(folder, digestOfList({ SCAN_VERSION }, 'stamps', stamps).slice(0, 16));
  const kept = (await readScan(`${name}.jsonl`)) ?? (await readKeptJson<Scan>(`${name}.json`, { revive: readPart }));
  if (kept !== undefined) return kept;
  const scan = await scanner(dataset, onProgress, stats);
  await writeScan(`${name}.jsonl`, scan);
  return scan;
}

/** Writes a scan: a line for each file. Which of them are identical is found again. */
export async function writeScan(file: string, { images, unreadable }: Scan): Promise<void> {
  await writeKeptLines(file, entriesOf(images, unreadable));
}

/** @returns undefined where there is none, or it is damaged */
export async function readScan(file: string): Promise<Scan | undefined> {
  const entries = await readKeptLines<ScannedImage | UnreadableFile>(file);
  return entries && scanOf(entries);
}

function* entriesOf(...lists: readonly (readonly object[])[]): Generator<object> {
  for (const list of lists) yield* list;
}

/** Reads the part of an image, which older versions wrote as `half`, in one JSON of the whole scan. */
function readPart(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('half' in value)) return value;
  const { half, ...image } = value;
  return { ...image, part: half === PART_IN_STORE.selection ? 'selection' : 'evaluation' };
}
