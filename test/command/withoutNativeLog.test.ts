import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

const FUNCTION = path.resolve('dist/command/withoutNativeLog.js');

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('what is written to stderr by its number is gone while something loads, and stderr is back afterwards', () => {
  expect(logOf('a', 'pipe')).toBe('before 7\nnot there\nafter\n');
});

test('in a file that others write to by its place too, nothing is overwritten: stderr is left as it is', () => {
  const lines = ['stdout', 'native', 'before 7', 'not there', 'after', 'shell'];
  // macOS duplicates the descriptor.
  const expected = process.platform === 'linux' ? lines : lines.filter((line) => line !== 'native');
  expect(logOf('w', 'file')).toBe(`${expected.join('\n')}\n`);
});

/**
 * What is in the log of a process that loads twice, and of the shell that started it.
 *
 * @param flags how the log was opened
 * @param stdout whether stdout and the shell write to it too
 */
function logOf(flags: 'a' | 'w', stdout: 'pipe' | 'file'): string {
  const file = path.join(folder, `${flags}.log`);
  const fd = openSync(file, flags);
  const script = `
    const { writeSync } = require('node:fs');
    const { withoutNativeLog } = require(${JSON.stringify(FUNCTION)});
    const load = async () => { writeSync(2, 'native\\n'); return 7; };
    const fail = async () => { throw new Error('not there'); };
    (async () => {
      writeSync(1, 'stdout\\n');
      console.error('before', await withoutNativeLog(load));
      await withoutNativeLog(fail).catch((error) => console.error(error.message));
      writeSync(2, 'after\\n');
    })();`;
  try {
    execFileSync(process.execPath, ['-e', script], { stdio: ['ignore', stdout === 'file' ? fd : 'pipe', fd] });
    if (stdout === 'file') writeSync(fd, 'shell\n');
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(fd);
  }
}
