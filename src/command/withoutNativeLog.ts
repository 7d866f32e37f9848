import * as fs from 'node:fs';

const STDERR = 2;

/**
 * Runs something that loads native code, and keeps what that code prints to stderr while it loads off the terminal:
 * TensorFlow's notes of oneDNN come through Abseil before any setting reaches it. Errors of JavaScript are thrown as ever.
 *
 * Nothing else may open files meanwhile. Where stderr cannot be opened a second time, as a socket, it stays as it is.
 */
export async function withoutNativeLog<T>(load: () => Promise<T>): Promise<T> {
  let kept: number;
  try {
    kept = fs.openSync(`/dev/fd/${STDERR}`, 'a');
  } catch {
    return load();
  }
  // The system gives the lowest number that is free.
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
