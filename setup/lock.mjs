import { takeLock } from './base/fileLock.cjs';

/** A lock gives signs of life while its holder lives; one this old was left by a run that was killed. */
const STALE_AFTER = 30_000;
const BETWEEN_LOOKS = 200;

/** Runs `work` while no other setup does so under the same lock. Survives holders that were killed. */
export async function locked(file, work) {
  let lock;
  for (let looks = 0; lock === undefined; looks++) {
    lock = await takeLock(file, { now: Date.now, staleAfter: STALE_AFTER });
    if (lock !== undefined) break;
    // The first look may have come upon another's release, or upon the lock of a run that was killed.
    if (looks === 1) console.log('Another setup is running: waiting for it.');
    await new Promise((done) => setTimeout(done, BETWEEN_LOOKS));
  }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
