import type { Stats } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { isRunning } from '../isRunning.js';
import { sum } from '../sum.js';
import { makeFolder } from '../wholeFile.js';

/** A file of a cache. */
export interface CachedFile {
  /** Absolute. */
  file: string;
  /** The first folder below the cache's. */
  kind: string;
  bytes: number;
  /** Milliseconds since 1970. */
  lastUse: number;
}

/** Every file below a cache folder, the least recently used first; an empty list if the folder does not exist. */
export async function cachedFiles(folder: string): Promise<CachedFile[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true }).catch(nothingWhereGone);
  const files = await Promise.all(
    (entries ?? [])
      .filter((entry) => entry.isFile())
      .map(async (entry): Promise<CachedFile | undefined> => {
        // A second process may remove what is listed here.
        const file = path.join(entry.parentPath ?? entry.path, entry.name);
        const stat: Stats | undefined = await fs.stat(file).catch(nothingWhereGone);
        const kind = path.relative(folder, file).split(path.sep)[0]!;
        return stat && { file, kind, bytes: stat.size, lastUse: stat.mtimeMs };
      }),
  );
  return files.filter((file) => file !== undefined).sort((a, b) => a.lastUse - b.lastUse);
}

/**
 * Removes the least recently used files until the rest is at most `limit` bytes. A running process can go on reading a
 * removed file, and a file that is being written stays.
 */
export async function trimCache(folder: string, limit: number): Promise<void> {
  const files = await cachedFiles(folder);
  let bytes = sum(files, (file) => file.bytes);
  for (const file of files) {
    if (bytes <= limit) return;
    if (isBeingWritten(file.file)) continue;
    await fs.rm(file.file, { force: true });
    bytes -= file.bytes;
  }
}

const MOST_BYTES = 20 * 2 ** 30;

/** Default limit of a cache in bytes: 20 GB, or half of the disk space that is free or taken by the cache, if that is less. */
export async function defaultLimit(folder: string): Promise<number> {
  await makeFolder(folder);
  const [files, { bavail, bsize }] = await Promise.all([cachedFiles(folder), fs.statfs(folder)]);
  const own = sum(files, ({ bytes }) => bytes);
  return Math.min(MOST_BYTES, (bavail * bsize + own) / 2);
}

/** Whether a running process is writing this file. */
function isBeingWritten(file: string): boolean {
  const writer = /^(\d+)-\d+\.part$/.exec(path.basename(file))?.[1];
  return writer !== undefined && isRunning(Number(writer));
}

function nothingWhereGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
