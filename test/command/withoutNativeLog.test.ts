import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

const FUNCTION = path.resolve('dist/command/withoutNativeLog.js');

test('what is written to stderr by its number is gone while something loads, and stderr is back afterwards', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'thaw-log-'));
  const file = path.join(folder, 'stderr');
  const fd = openSync(file, 'w');
  const script = `
    const { writeSync } = require('node:fs');
    const { withoutNativeLog } = require(${JSON.stringify(FUNCTION)});
    const load = async () => { writeSync(2, 'native\\n'); return 7; };
    const fail = async () => { throw new Error('not there'); };
    (async () => {
      console.error('before', await withoutNativeLog(load));
      await withoutNativeLog(fail).catch((error) => console.error(error.message));
      writeSync(2, 'after\\n');
    })();`;
  try {
    execFileSync(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', fd] });
    expect(readFileSync(file, 'utf8')).toBe('before 7\nnot there\nafter\n');
  } finally {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
});
