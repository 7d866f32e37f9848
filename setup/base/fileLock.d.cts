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

/**
 * Takes a lock that is a file with the holder's process in it, and gives a sign of life, the time of its last change, as
 * long as it is held. A lock whose process has ended, or has given no sign for `staleAfter`, is taken over.
 *
 * @returns undefined where another process, or this one, holds it
 */
export function takeLock(file: string, options: LockOptions): Promise<FileLock | undefined>;

/** Who holds the lock, or undefined where it is free. */
export function readHolder(file: string): Promise<LockHolder | undefined>;
