/** Who holds a lock. */
export interface LockHolder {
  pid: number;
  host: string;
  /** Of this hold alone. */
  token: string;
}

export interface FileLock {
  /** Whether no other process has taken it over: one that gave no sign of life for long, as one that was stopped, loses it. */
  isHeld(): Promise<boolean>;
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
 * long as it is held. A lock whose process has ended, or has given no sign for `staleAfter`, is taken over; one that cannot
 * be read, as an empty file, after two seconds.
 *
 * @returns undefined where another process, or this one, holds it
 */
export function takeLock(file: string, options: LockOptions): Promise<FileLock | undefined>;

/** Who holds the lock, or undefined where it is free or cannot be read. */
export function readHolder(file: string): Promise<LockHolder | undefined>;
