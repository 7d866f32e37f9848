const { randomUUID } = require('node:crypto');
const fs = require('node:fs/promises');
const { hostname } = require('node:os');
const path = require('node:path');
const { isRunning } = require('./isRunning.cjs');
const { readIfExists, writeAtomic } = require('./wholeFile.cjs');

const STALE_AFTER = 120_000;
const SIGNS_OF_LIFE = 8;

exports.takeLock = async function takeLock(file, options) {
  const own = { pid: process.pid, host: hostname(), token: randomUUID() };
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
};

async function readHolder(file) {
  const bytes = await readIfExists(file);
  try {
    return bytes && JSON.parse(bytes.toString());
  } catch {
    // Written by half: its process was killed in that moment, or is just writing it.
    return bytes && { pid: 0, host: '', token: '' };
  }
}
exports.readHolder = readHolder;

/** False where there is such a file. */
async function create(file, holder) {
  try {
    await fs.writeFile(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Replaces a stale lock. A second lock stands before the first meanwhile, so that of two processes that find one stale
 * only one gets it; that one is held for a moment, and so is stale itself after the same time.
 */
async function takeOver(file, own, options) {
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

async function isStale(file, { now, staleAfter = STALE_AFTER }) {
  const holder = await readHolder(file);
  if (holder === undefined) return false;
  if (holder.host === hostname() && !isRunning(holder.pid)) return true;
  try {
    return now() - (await fs.stat(file)).mtimeMs > staleAfter;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}
