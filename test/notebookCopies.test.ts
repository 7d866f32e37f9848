import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceBlock } from '../src/report/exportMarkdown.js';
import { readNotebook } from '../src/report/notebookFormat.js';

const PROJECT = path.join(import.meta.dirname, '..');
const FOLDER = path.join(PROJECT, 'notebooks');
const COPIES = path.join(PROJECT, 'docs/notebooks');

const names = readdirSync(FOLDER).filter((name) => name.endsWith('.ipynb'));

describe.each(names)('%s', (name) => {
  it('has a copy with outputs, up to date, in docs/notebooks', () => {
    const { cells } = readNotebook(path.join(FOLDER, name));
    const file = path.join(COPIES, name.replace('.ipynb', '.md'));
    const copy = existsSync(file) ? readFileSync(file, 'utf8') : '';
    let from = 0;
    const missing = cells.filter((cell) => {
      const at = copy.indexOf(sourceBlock(cell), from);
      from = Math.max(from, at);
      return at < 0;
    });
    expect(
      missing.map(({ id }) => id),
      'out of date: run `npm run docs:notebooks`',
    ).toEqual([]);
  });
});

describe('the copies in docs/notebooks', () => {
  const files = existsSync(COPIES) ? readdirSync(COPIES, { recursive: true, encoding: 'utf8' }) : [];
  const pages = files.filter((file) => file.endsWith('.md'));

  it('are one for each notebook', () => {
    expect(pages.sort()).toEqual([...names.map((name) => name.replace('.ipynb', '.md')), 'README.md'].sort());
  });

  it.each(pages)('%s names files that exist, no absolute path and no value that was printed whole', (page) => {
    const text = readFileSync(path.join(COPIES, page), 'utf8');
    const sources = [...text.matchAll(/<img src="([^"]+)"/g)].map(([, source]) => source);
    expect(sources.filter((source) => !existsSync(path.join(COPIES, source)))).toEqual([]);
    expect(text).not.toMatch(/\[Object\]|(?<![\w.)/])\/(home|root|work|tmp|Users)\//);
    // What a cell prints, and not one of thaw's functions: a value by its last expression, a log, a stack trace.
    expect(text).not.toMatch(/^```text$|^ +at .*:\d+:\d+\)?$/m);
  });
});
