import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { digest } from '../base/digest.js';
import { mapConcurrent } from '../base/mapConcurrent.js';
import { readIfExists, writeAtomic } from '../base/wholeFile.js';
import type { Dataset } from './dataset.js';
import { type Scan, scanImages } from './scan.js';

/** Raised whenever a scan of the same files would say something else. */
const SCAN_VERSION = 1;

/**
 * Scans a data set, or reads its last scan where no file has another size or time of change since.
 *
 * @param folder where scans are kept
 */
export async function cachedScan(
  dataset: Dataset,
  folder: string,
  onProgress?: (done: number, total: number) => void,
): Promise<Scan> {
  const stamps = await mapConcurrent(dataset.examples, async ({ path: file, label, split, half }) => {
    const { size, mtimeMs, ctimeMs } = await fs.stat(file);
    return [file, label, split, size, mtimeMs, ctimeMs, ...(half === undefined ? [] : [half])];
  });
  const file = path.join(folder, `${digest({ SCAN_VERSION, stamps }).slice(0, 16)}.json`);
  const kept = await readIfExists(file);
  if (kept !== undefined) return JSON.parse(kept.toString()) as Scan;
  const scan = await scanImages(dataset, onProgress);
  await writeAtomic(file, JSON.stringify(scan));
  return scan;
}
