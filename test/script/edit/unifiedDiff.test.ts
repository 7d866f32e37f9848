import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cellDiff } from '../../../src/script/edit/cellDiff.js';
import { sourceOf } from '../../../src/script/edit/sourceFile.js';
import { unifiedDiff } from '../../../src/script/edit/unifiedDiff.js';

const LONG = Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join('');

const CASES: [title: string, file: string, before: string, after: string][] = [
  ['one line', 'train.py', 'a\nb\nc\n', 'a\nB\nc\n'],
  ['two places', 'src/train.py', LONG, LONG.replace('line 3\n', 'line three\nmore\n').replace('line 25\n', '')],
  ['no line break at the end', 'train.py', 'a\nb', 'a\nc'],
  ['a line break that is added at the end', 'train.py', 'a\nb', 'a\nb\n'],
  ['CRLF', 'train.py', 'a\r\nb\r\nc\r\n', 'a\r\nB\r\nc\r\n'],
  ['CRLF and LF', 'train.py', 'a\r\nb\nc\r\n', 'a\r\nB\nnew\r\nc\r\n'],
  ['CR alone', 'train.py', 'a\rb\rc\r', 'a\rB\rc\r'],
  ['a form feed and a Unicode separator', 'train.py', 'a\f\u2028b\nc\n', 'a\f\u2028b\nd\n'],
  ['the first line', 'train.py', '', 'a\n'],
  ['non-ASCII text', 'train.py', 'é😀 = 1\nb\n', 'é😀 = 2\nb\n'],
  ['spaces in the name', 'my folder/my train.py', 'a\nb\n', 'a\nc\n'],
  ['non-ASCII letters in the name', 'größe.py', 'a\nb\n', 'a\nc\n'],
  ['lines that look like a patch', 'train.py', '--- a\n+++ b\n@@ -1 +1 @@\n', '--- a\n+++ c\n@@ -1 +1 @@\n'],
];

describe.each([
  ['patch', ['-p1', '--silent']],
  ['git', ['apply', '-']],
])('a unified diff is applied by %s', (tool, options) => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'thaw-diff-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  // Without the tool, the title says so in the list of what was skipped.
  const isThere = spawnSync(tool, ['--version']).status === 0;
  test.skipIf(!isThere).each(CASES)(
    `with ${isThere ? '' : 'the missing tool '}${tool}: %s`,
    (_, file, before, after) => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), before);
      const input = unifiedDiff(file, before, after);
      const { status, stderr, stdout } = spawnSync(tool, options, { cwd: folder, input, encoding: 'utf8' });
      expect({ status, stderr, stdout }).toMatchObject({ status: 0 });
      expect(readFileSync(path.join(folder, file), 'utf8')).toBe(after);
    },
  );
});

test('a diff has the headers of both sides, three lines of context, and says where no line break is', () => {
  expect(unifiedDiff('./train.py', 'a\nb\nc\nd\ne\nf\ng', 'a\nb\nc\nd\ne\nF\ng')).toBe(
    '--- a/train.py\n+++ b/train.py\n@@ -3,5 +3,5 @@\n c\n d\n e\n-f\n+F\n g\n\\ No newline at end of file\n',
  );
  expect(unifiedDiff('train.py', 'a\n', 'a\n')).toBe('');
});

test('a notebook is shown by cell, without its JSON', () => {
  const json = (source: string[]): string =>
    JSON.stringify({
      cells: [
        { cell_type: 'markdown', source: '#' },
        { cell_type: 'code', source },
      ],
      nbformat: 4,
    });
  const before = sourceOf('train.ipynb', Buffer.from(json(['a\n', 'b\n', 'c'])));
  expect(cellDiff(before, json(['a\n', 'b\n', 'd']), 'train.ipynb')).toBe(
    'train.ipynb, cell 2\n@@ line 2 @@\n b\n-c\n+d\n',
  );
});
