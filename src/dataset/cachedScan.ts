import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { digest } from '../base/digest.js';
import { readKeptJson } from '../base/keptJson.js';
import { mapConcurrent } from '../base/mapConcurrent.js';
import { writeAtomic } from '../base/wholeFile.js';
import type { Dataset } from './dataset.js';
import { type Scan, scanImages } from './scan.js';
import { PART_IN_STORE } from './validationParts.js';

/** Raised whenever a scan of the same files would have another result. */
const SCAN_VERSION = 3;

/**
 * Scans a dataset, or reads its stored scan if no file has changed its size or time of modification.
 *
 * @param folder where scans are kept
 */
export async function cachedScan(
  dataset: Dataset,
  folder: string,
  onProgress?: (done: number, total: number) => void,
): Promise<Scan> {
  const stamps = await mapConcurrent(dataset.examples, async ({ path: file, label, split, part }) => {
    const { size, mtimeMs, ctimeMs } = await fs.stat(file);
    return [file, label, split, size, mtimeMs, ctimeMs, ...(part === undefined ? [] : [PART_IN_STORE[part]])];
  });
  const file = path.join(folder, `${digest({ SCAN_VERSION, stamps }).slice(0, 16)}.json`);
  const kept = await readKeptJson<Scan>(file, { revive: readPart });
  if (kept !== undefined) return kept;
  const scan = await scanImages(dataset, onProgress);
  await writeAtomic(file, JSON.stringify(scan));
  return scan;
}

/** Reads the part of an image, which older versions wrote as `half`. */
function readPart(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('half' in value)) return value;
  const { half, ...image } = value;
  return { ...image, part: half === PART_IN_STORE.selection ? 'selection' : 'evaluation' };
}
