import * as fs from 'node:fs';

const STDERR = 2;

/** Loads TensorFlow without its log, unless the user set the level of that, and so wants to read it. */
export async function loadTensorFlow(): Promise<void> {
  const load = () => import('../engine/tensorflow.js');
  await (process.env.TF_CPP_MIN_LOG_LEVEL === undefined ? withoutNativeLog(load) : load());
}

/**
 * Loads native code, and hides what that code prints to stderr while it loads: TensorFlow logs about oneDNN through Abseil
 * before any setting can turn it off. Errors of JavaScript are thrown as usual.
 *
 * Nothing else may open files meanwhile. If stderr cannot be opened a second time, as with a socket, it is left as it is, and so
 * is one whose place in a file would be lost.
 */
export async function withoutNativeLog<T>(load: () => Promise<T>): Promise<T> {
  let kept: number;
  try {
    if (hasPlaceInFile(STDERR)) return load();
    kept = fs.openSync(`/dev/fd/${STDERR}`, 'a');
  } catch {
    return load();
  }
  // The system assigns the lowest free number.
  fs.closeSync(STDERR);
  fs.openSync('/dev/null', 'w');
  try {
    return await load();
  } finally {
    fs.closeSync(STDERR);
    fs.openSync(`/dev/fd/${kept}`, 'a');
    fs.closeSync(kept);
  }
}

/**
 * Whether others that write to the same file, such as stdout and the shell in `> log 2>&1`, write where this descriptor wrote
 * last. Linux opens `/dev/fd/2` as a file of its own, with a place of its own: what is written to it would be overwritten by
 * them. Node cannot duplicate a descriptor. On macOS that opening duplicates it.
 */
function hasPlaceInFile(descriptor: number): boolean {
  if (process.platform !== 'linux' || !fs.fstatSync(descriptor).isFile()) return false;
  const [, flags] = /^flags:\s*([0-7]+)$/m.exec(fs.readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8')) ?? [];
  const isAppending = flags !== undefined && (Number.parseInt(flags, 8) & fs.constants.O_APPEND) !== 0;
  return !isAppending;
}
