import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { hostname } from 'node:os';
import * as path from 'node:path';
import { isRunning } from './isRunning.js';
import { readIfExists, writeAtomic } from './wholeFile.js';

/** Who holds a lock. */
export interface LockHolder {
  pid: number;
  host: string;
  /** Of this hold alone. */
  token: string;
}

export interface FileLock {
  /** Gives the lock back; nothing happens where another process has taken it over. */
  release(): Promise<void>;
}

export interface LockOptions {
  /** Milliseconds since 1970. */
  now: () => number;
  /** Milliseconds without a sign of life after which a lock is free, though its process may live. Default two minutes. */
  staleAfter?: number;
}

const STALE_AFTER = 120_000;
const SIGNS_OF_LIFE = 8;

/**
 * Takes a lock that is a file with the holder's process in it, and gives a sign of life, the time of its last change, as
 * long as it is held. A lock whose process has ended, or has given no sign for `staleAfter`, is taken over.
 *
 * @returns undefined where another process, or this one, holds it
 */
export async function takeLock(file: string, options: LockOptions): Promise<FileLock | undefined> {
  const own: LockHolder = { pid: process.pid, host: hostname(), token: randomUUID() };
  await fs.mkdir(path.dirname(file), { recursive: true });
  if (!(await create(file, own)) && !(await takeOver(file, own, options))) return undefined;
  const { now, staleAfter = STALE_AFTER } = options;
  const sign = setInterval(() => {
    const seconds = now() / 1000;
    // It is gone where another process has taken over; the run goes on, and writes what that one writes.
    fs.utimes(file, seconds, seconds).catch(() => clearInterval(sign));
  }, staleAfter / SIGNS_OF_LIFE);
  sign.unref();
  return {
    release: async () => {
      clearInterval(sign);
      if ((await readHolder(file))?.token === own.token) await fs.rm(file, { force: true });
    },
  };
}

/** Who holds the lock, or undefined where it is free. */
export async function readHolder(file: string): Promise<LockHolder | undefined> {
  const bytes = await readIfExists(file);
  try {
    return bytes && (JSON.parse(bytes.toString()) as LockHolder);
  } catch {
    // Written by half: its process was killed in that moment, or is just writing it.
    return bytes && { pid: 0, host: '', token: '' };
  }
}

/** False where there is such a file. */
async function create(file: string, holder: LockHolder): Promise<boolean> {
  try {
    await fs.writeFile(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Replaces a stale lock. A second lock stands before the first meanwhile, so that of two processes that find one stale
 * only one gets it; that one is held for a moment, and so is stale itself after the same time.
 */
async function takeOver(file: string, own: LockHolder, options: LockOptions): Promise<boolean> {
  if (!(await isStale(file, options))) return false;
  const gate = `${file}.takeover`;
  if (!(await create(gate, own))) {
    if (await isStale(gate, options)) await fs.rm(gate, { force: true });
    return false;
  }
  try {
    if (!(await isStale(file, options))) return false;
    await writeAtomic(file, JSON.stringify(own));
    return true;
  } finally {
    await fs.rm(gate, { force: true });
  }
}

async function isStale(file: string, { now, staleAfter = STALE_AFTER }: LockOptions): Promise<boolean> {
  const holder = await readHolder(file);
  if (holder === undefined) return false;
  if (holder.host === hostname() && !isRunning(holder.pid)) return true;
  try {
    return now() - (await fs.stat(file)).mtimeMs > staleAfter;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
