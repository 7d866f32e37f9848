import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { digest } from '../digest.js';
import { makeFolder } from '../wholeFile.js';
import { checksumOf, endOfRowFile, openRowFile, type RowPlace, readRow } from './rowFile.js';
import { trimCache } from './trimCache.js';

/** Where rows are kept, and how much of them. */
export interface Cache {
  /** Any file in it may be removed at any time, since its contents can be computed again. */
  folder: string;
  /** Bytes that the folder may hold; the least recently used files are removed first. Default no limit. */
  limit?: number;
  /** Clock for the time of last use; without it, the time of writing counts as the time of last use. */
  date?: () => Date;
  /** Called with warnings: a corrupt file, no disk space. */
  onNote?: (note: string) => void;
}

/** The files that hold rows of one name, open. */
export interface RowFiles {
  has(key: string): boolean;
  /** @returns false if the row is missing or corrupt; a corrupt file is removed */
  read(key: string, into: Uint8Array): Promise<boolean>;
  add(rows: readonly (readonly [key: string, row: Uint8Array])[]): Promise<void>;
  /** Ends the file that is being written. */
  close(): Promise<void>;
}

/** Approximate bytes of a file of rows: what a kill can lose, and what is removed at once from a full cache. */
const FILE_BYTES = 2 ** 28;

/** Error codes of a full or read-only disk. After one of them nothing more is stored, and the work goes on. */
const NO_PLACE: readonly (string | undefined)[] = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EFBIG', 'ENOTDIR'];

let parts = 0;

/**
 * Opens the row files of one name. New rows go to a new file, which gets its name when it is complete: a kill leaves no
 * partial file behind, and a second process may store the same rows at the same time.
 *
 * @param name folders below the cache's: what the rows are, and a digest of what they depend on beside their keys
 */
export async function openFiles(cache: Cache, name: readonly string[], rowBytes: number): Promise<RowFiles> {
  const folder = path.join(cache.folder, ...name);
  const note = cache.onNote ?? (() => undefined);
  const places = new Map<string, RowPlace>();
  const handles: fs.FileHandle[] = [];
  let part: { handle: fs.FileHandle; file: string; rows: [string, string][] } | undefined;
  let writing: Promise<void> = Promise.resolve();
  let full = false;

  async function discard(file: string, reason: string): Promise<void> {
    note(`The cache file ${path.relative(cache.folder, file)} is corrupt: ${reason}. Its contents are computed again.`);
    await fs.rm(file, { force: true });
    for (const [key, place] of places) if (place.file === file) places.delete(key);
  }

  async function touch(handle: fs.FileHandle): Promise<void> {
    const now = cache.date?.();
    if (now !== undefined) await handle.utimes(now, now);
  }

  async function append(key: string, row: Uint8Array): Promise<void> {
    if (full || places.has(key)) return;
    if (part === undefined) {
      const file = path.join(folder, `${process.pid}-${++parts}.part`);
      part = { handle: await fs.open(file, 'wx+'), file, rows: [] };
      handles.push(part.handle);
    }
    const { handle, file, rows } = part;
    const position = rows.length * rowBytes;
    const checksum = checksumOf(row);
    await handle.write(row, 0, rowBytes, position);
    rows.push([key, checksum]);
    places.set(key, { handle, file, position, checksum });
    if (position + rowBytes >= FILE_BYTES) await finish();
  }

  async function finish(): Promise<void> {
    if (part === undefined) return;
    const { handle, file, rows } = part;
    const end = endOfRowFile(rowBytes, rows);
    await handle.write(end, 0, end.length, rows.length * rowBytes);
    // Two processes that made the same rows give their files one name.
    const whole = path.join(folder, `${digest(rows).slice(0, 16)}.rows`);
    await fs.rename(file, whole);
    part = undefined;
    for (const [key] of rows) {
      const place = places.get(key);
      if (place?.file === file) place.file = whole;
    }
    await touch(handle);
    if (cache.limit !== undefined) await trimCache(cache.folder, cache.limit);
  }

  async function unlessFull(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (!NO_PLACE.includes(code)) throw error;
      full = true;
      note(`The cache in ${cache.folder} is no longer written to: ${message}.`);
      if (part !== undefined) await fs.rm(part.file, { force: true });
      part = undefined;
    }
  }

  await unlessFull(async () => {
    await makeFolder(folder);
  });
  for (const entry of full ? [] : (await fs.readdir(folder)).sort()) {
    if (!entry.endsWith('.rows')) continue;
    const file = path.join(folder, entry);
    const opened = await openRowFile(file, rowBytes);
    if (opened === undefined) continue;
    if (typeof opened === 'string') await discard(file, opened);
    else {
      await touch(opened.handle);
      handles.push(opened.handle);
      for (const [key, place] of opened.places) places.set(key, place);
    }
  }

  return {
    has: (key) => places.has(key),
    async read(key, into) {
      const place = places.get(key);
      if (place === undefined) return false;
      if (await readRow(place, into)) return true;
      if (places.get(key) === place) {
        await discard(place.file, `row ${place.position / rowBytes + 1} does not match its checksum`);
      }
      return false;
    },
    add(rows) {
      // One after the other, whoever asks.
      writing = writing.then(() =>
        unlessFull(async () => {
          for (const [key, row] of rows) await append(key, row);
        }),
      );
      return writing;
    },
    async close() {
      await writing;
      await unlessFull(finish);
      await Promise.all(handles.map((handle) => handle.close()));
    },
  };
}
