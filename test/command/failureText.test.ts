import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { failureText } from '../../src/command/failureText.js';

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-failure-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  delete process.env.THAW_DEBUG;
});

test("an error of the user's is its message", () => {
  expect(failureText(new UserError('A folder is expected.', 'a file', 'Name a folder.'), folder)).toBe(
    'A folder is expected. Received: a file. Name a folder.',
  );
});

test('what the system refuses is one sentence with the file and the reason', () => {
  const refuse = (file: string): unknown => {
    try {
      return readFileSync(file);
    } catch (error) {
      return error;
    }
  };
  expect(failureText(refuse('/dev/null/x'), folder)).toBe(
    '/dev/null/x cannot be used: a part of the path is a file, not a folder (ENOTDIR).',
  );
  const file = path.join(folder, 'none');
  expect(failureText(refuse(file), folder)).toBe(`${file} cannot be used: there is no such file or folder (ENOENT).`);
});

test('a bug is told as one, its stack is in the file that the text names, and in the text with THAW_DEBUG=1', () => {
  const bug = new TypeError('Cannot read properties of undefined\nsecond line');
  const text = failureText(bug, folder);
  const file = path.join(folder, 'last-error.txt');
  expect(text).toBe(
    `thaw stopped because of an error of its own, not of yours: Cannot read properties of undefined. Where it happened is in ${file}. Please open an issue with it, and with the command that you ran.`,
  );
  const details = readFileSync(file, 'utf8');
  expect(details).toContain(bug.stack);
  expect(details).toMatch(/thaw \d+\.\d+\.\d+, Node v\d+/);
  process.env.THAW_DEBUG = '1';
  expect(failureText(bug, folder)).toContain(bug.stack);
  expect(failureText('a text that was thrown', folder)).toContain('not of yours: a text that was thrown.');
});

test('where nothing can be written beside the project, the folder for temporary files takes the stack', () => {
  const file = path.join(folder, 'a file');
  writeFileSync(file, '');
  const text = failureText(new Error('odd'), file);
  expect(text).toContain(path.join(tmpdir(), 'last-error.txt'));
  rmSync(path.join(tmpdir(), 'last-error.txt'));
});
