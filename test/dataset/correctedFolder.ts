import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { digestOfBytes } from '../../src/base/digest.js';
import type { Correction } from '../../src/dataset/corrections.js';

/** A BMP of one pixel of this color. */
export function pixel(blue: number, green: number, red: number): Buffer {
  const bytes = Buffer.alloc(58);
  bytes.write('BM');
  bytes.writeUInt32LE(58, 2);
  for (const [at, value] of [
    [10, 54],
    [14, 40],
    [18, 1],
    [22, 1],
    [34, 4],
  ] as const)
    bytes.writeUInt32LE(value, at);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  bytes.set([blue, green, red], 54);
  return bytes;
}

/** A new folder with images of one pixel, each of its own color, at these paths. */
export function folderOf(files: readonly string[]): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'thaw-corrected-')));
  files.forEach((file, i) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), pixel(i, 100, 200));
  });
  return folder;
}

/** A correction of a file as it is now. */
export function correctionOf(folder: string, file: string, from: string, to: string | null): Correction {
  const digest = digestOfBytes(readFileSync(path.join(folder, file)));
  return { date: '2026-03-01T10:00:00.000Z', folder, file, digest, from, to, by: 'suspect-label' };
}
