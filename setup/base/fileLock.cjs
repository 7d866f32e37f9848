const { randomUUID } = require('node:crypto');
const fs = require('node:fs/promises');
const { hostname } = require('node:os');
const path = require('node:path');
const { isRunning } = require('./isRunning.cjs');
const { readIfExists, writeAtomic } = require('./wholeFile.cjs');

const STALE_AFTER = 120_000;
const SIGNS_OF_LIFE = 8;
/** Milliseconds after which a lock that cannot be read is one of a process that was killed, not one that is just being written. */
const WRITTEN_AFTER = 2000;

exports.takeLock = async function takeLock(file, options) {
  const own = { pid: process.pid, host: hostname(), token: randomUUID() };
  await fs.mkdir(path.dirname(file), { recursive: true });
  if (!(await create(file, own)) && !(await takeOver(file, own, options))) return undefined;
  const { now, staleAfter = STALE_AFTER } = options;
  const isHeld = async () => (await readHolder(file))?.token === own.token;
  const giveSign = async () => {
    const seconds = now() / 1000;
    // Another process may have taken over, such as while this one was stopped: the sign would be one of its life.
    if (await isHeld()) await fs.utimes(file, seconds, seconds);
    else clearInterval(sign);
  };
  const sign = setInterval(() => {
    giveSign().catch(() => clearInterval(sign));
  }, staleAfter / SIGNS_OF_LIFE);
  sign.unref();
  return {
    isHeld,
    release: async () => {
      clearInterval(sign);
      if (await isHeld()) await fs.rm(file, { force: true });
    },
  };
};

async function readHolder(file) {
  const bytes = await readIfExists(file);
  return bytes && holderIn(bytes.toString());
}
exports.readHolder = readHolder;

/** Undefined where it is written by half: its process was killed in that moment, or is just writing it. */
function holderIn(text) {
  try {
    const { pid, host, token } = JSON.parse(text) ?? {};
    return Number.isInteger(pid) && typeof host === 'string' && typeof token === 'string'
      ? { pid, host, token }
      : undefined;
  } catch {
    return undefined;
  }
}

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
  if (holder?.host === hostname() && !isRunning(holder.pid)) return true;
  const longest = holder === undefined ? Math.min(staleAfter, WRITTEN_AFTER) : staleAfter;
  try {
    return now() - (await fs.stat(file)).mtimeMs > longest;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}
