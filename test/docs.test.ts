import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

const PROJECT = path.join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(PROJECT, file), 'utf8');
const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/architecture.md', 'bench/README.md', 'dataset/README.md'],
  '.github/pull_request_template.md',
];
/** Written by commands; tests of their own say when they are out of date. */
const GENERATED = ['docs/checks.md', 'docs/api', 'docs/notebooks'];

const isThere = (file: string): boolean =>
  existsSync(path.join(PROJECT, file)) || GENERATED.includes(file.replace(/\/$/, ''));

test.each(PAGES)('%s names only files that exist', (page) => {
  const paths = [...read(page).matchAll(/`((?:src|test|bench|docs|notebooks|setup|\.github)\/[^`\s]*)`/g)]
    .map(([, file]) => file)
    // Of a pattern such as `src/plots/<name>.ts` the folder has to exist.
    .map((file) => file.replace(/[^/]*[<*].*$/, '').replace(/NN-.*$/, ''));
  expect(paths.filter((file) => !isThere(file))).toEqual([]);
});

test.each(PAGES)('%s links only to files that exist', (page) => {
  const targets = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target]) => target);
  const files = targets.map((target) => path.join(path.dirname(page), target));
  expect(files.filter((file) => !isThere(file))).toEqual([]);
});

test('CONTRIBUTING has a line on every room, in the order of layers.test.ts', () => {
  const [, order] = /const ROOMS = \[([^\]]*)\]/.exec(read('test/layers.test.ts'))!;
  const rooms = [...order.matchAll(/'([^']+)'/g)].map(([, room]) => room);
  const [, section] = read('CONTRIBUTING.md').split('\n## Rooms\n');
  const described = [...section.split('\n## ')[0].matchAll(/^\| `([^`]+)` \|/gm)].map(([, room]) => room);
  expect(described).toEqual(rooms);
});

test('CONTRIBUTING and README name only scripts that package.json has', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = ['README.md', 'CONTRIBUTING.md'].flatMap((page) =>
    [...read(page).matchAll(/npm run (\w+)(?![\w:])/g)].map(([, script]) => script),
  );
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

test('the drawings of the flows are those of docs/drawings/flows.mjs, of files that exist', () => {
  const script = 'docs/drawings/flows.mjs';
  const files = [...read(script).matchAll(/'([\w/]+(?:\.ts|\/))'/g)].map(([, file]) => path.join('src', file));
  expect(files.filter((file) => !isThere(file))).toEqual([]);
  const folder = mkdtempSync(path.join(tmpdir(), 'thaw-flows-'));
  try {
    execFileSync(process.execPath, [path.join(PROJECT, script), folder]);
    for (const name of readdirSync(folder)) {
      const drawn = readFileSync(path.join(folder, name), 'utf8');
      expect(read(`docs/${name}`), `out of date: node ${script}`).toBe(drawn);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the figures of the picture in README.md are those of the rendered notebook', () => {
  const [, alt] = /!\[([^\]]*)\]\(docs\/report\.png\)/.exec(read('README.md'))!;
  const copy = read('docs/notebooks/06-diagnosis.md').replaceAll('\u00a0', ' ');
  const figures = alt.match(/\d+ (%|points)/g)!;
  expect(figures.length).toBeGreaterThan(3);
  expect(figures.filter((figure) => !copy.includes(figure))).toEqual([]);
});
