import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Console } from '../../src/command/console.js';
import { runCorrections } from '../../src/command/runCorrections.js';
import type { Correction } from '../../src/dataset/corrections.js';
import { correctionsFile } from '../../src/store/corrections.js';
import { correctionOf, folderOf } from '../dataset/correctedFolder.js';

/** Names that a careless script would run, split or lose. */
const ODD = ["it's $(touch hacked) `touch hacked`.bmp", '-rf *.bmp', 'a\nb\t\u0007"\\.bmp', ' ü .bmp'];
const FILES = [
  ...ODD.map((name) => `training_set/-a/${name}`),
  'training_set/-a/deep/1.bmp',
  'training_set/b b/1.bmp',
  'training_set/b b/deep/1.bmp',
  'validation_set/-a/1.bmp',
  'validation_set/b b/1.bmp',
  'notes.txt',
];

let folder: string;
let runs: string;
let printed: string[];
let failed: string[];

beforeEach(() => {
  folder = folderOf(FILES);
  runs = mkdtempSync(path.join(tmpdir(), 'thaw-runs-'));
  printed = [];
  failed = [];
});
afterEach(() => {
  for (const one of [folder, runs]) rmSync(one, { recursive: true });
});

const console: Console = {
  width: 100,
  print: (text) => printed.push(text),
  fail: (text) => failed.push(text),
  progress: () => {},
};
const run = (...words: string[]): Promise<number> => runCorrections(words, console, runs);
const keep = (corrections: readonly Correction[]): void =>
  writeFileSync(correctionsFile(runs), JSON.stringify({ version: 1, corrections }));
const tree = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();

/** Every odd name moves, one image moves to where its name is taken, one is left out, and one label is confirmed. */
function corrections(): Correction[] {
  return [
    ...ODD.map((name) => correctionOf(folder, `training_set/-a/${name}`, '-a', 'b b')),
    correctionOf(folder, 'training_set/-a/deep/1.bmp', '-a', 'b b'),
    correctionOf(folder, 'training_set/b b/1.bmp', 'b b', null),
    correctionOf(folder, 'validation_set/-a/1.bmp', '-a', '-a'),
  ];
}

const CORRECTED = [
  ...ODD.map((name) => `training_set/b b/${name}`),
  'training_set/b b/deep/1-2.bmp',
  'training_set/b b/deep/1.bmp',
  'validation_set/-a/1.bmp',
  'validation_set/b b/1.bmp',
  'notes.txt',
].sort();

test('without a file it says that there are none', async () => {
  expect(await run()).toBe(0);
  expect(printed).toEqual([`No corrections in ${correctionsFile(runs)}.`]);
});

test('it lists what was decided, and what of it is not applied', async () => {
  const [odd, ...others] = corrections();
  keep([odd, { ...others.at(-3)!, digest: 'f'.repeat(64) }, ...others.slice(-2)]);
  expect(await run()).toBe(0);
  const text = printed.join('\n');
  expect(text).toContain(`${folder}: 4 corrections`);
  expect(text).toContain(
    "2026-03-01 training_set/-a/it's $(touch hacked) `touch hacked`.bmp: -a, to b b (suspect-label)",
  );
  expect(text).toContain('deep/1.bmp: -a, to b b (suspect-label); not applied: the file has changed since');
  expect(text).toContain('training_set/b b/1.bmp: b b, left out');
  expect(text).toContain('validation_set/-a/1.bmp: -a, confirmed');
});

test('a copy has each image in its class, and the folder itself stays as it is', async () => {
  keep(corrections());
  const before = tree(folder);
  const out = path.join(runs, 'new', 'copy');
  expect(await run('--apply', '--out', out)).toBe(0);
  expect(failed).toEqual([]);
  expect(tree(out)).toEqual(CORRECTED);
  expect(readFileSync(path.join(out, 'training_set/b b/deep/1-2.bmp'))).toEqual(
    readFileSync(path.join(folder, 'training_set/-a/deep/1.bmp')),
  );
  expect(tree(folder)).toEqual(before);
  expect(readdirSync(path.dirname(out))).toEqual(['copy']);
});

test('a copy follows links, and ends where one leads back', async () => {
  keep([correctionOf(folder, 'training_set/-a/deep/1.bmp', '-a', 'b b')]);
  symlinkSync(path.join(folder, 'notes.txt'), path.join(folder, 'training_set/b b/2.bmp'));
  symlinkSync(folder, path.join(folder, 'training_set/b b/around'));
  const out = path.join(runs, 'copy');
  expect(await run('--apply', '--out', out)).toBe(0);
  expect(tree(out)).toContain('training_set/b b/2.bmp');
  expect(tree(out).some((file) => file.includes('around'))).toBe(false);
});

test('the script makes the same of the folder, whatever the files are called', async () => {
  keep(corrections());
  expect(await run('--script')).toBe(0);
  const [script] = printed;
  // A terminal would obey the bell and the tab.
  expect(script).not.toMatch(/(?!\n)\p{Cc}/u);
  execFileSync('sh', ['-s'], { input: script, cwd: runs });
  expect(tree(folder)).toEqual(CORRECTED);
  expect(existsSync(path.join(folder, 'hacked')) || existsSync(path.join(runs, 'hacked'))).toBe(false);
});

test('what has changed since is neither moved nor left out of a copy, and is told', async () => {
  keep([{ ...correctionOf(folder, 'training_set/b b/1.bmp', 'b b', null), digest: 'f'.repeat(64) }]);
  const out = path.join(runs, 'copy');
  expect(await run('--apply', '--out', out)).toBe(0);
  expect(tree(out)).toEqual([...FILES].sort());
  expect(failed).toEqual(['Not applied: training_set/b b/1.bmp: the file has changed since.']);
});

test.each([
  ['within the images', () => path.join(folder, 'copy'), 'outside of the folder'],
  ['around them', () => path.dirname(folder), 'outside of the folder'],
  ['where files are', () => runs, 'to be a new folder'],
])('a copy %s is refused', async (_, out, message) => {
  keep(corrections());
  expect(await run('--apply', '--out', out())).toBe(2);
  expect(failed.join()).toContain(message);
  expect(tree(folder)).toEqual([...FILES].sort());
});

test.each([
  [['--apply']],
  [['--out', 'x']],
  [['--script', '--apply', '--out', 'x']],
  [['x']],
  [['--data', '/nowhere/at/all']],
])('%j is an error of the user', async (words) => {
  expect(await run(...words)).toBe(2);
  expect(failed.length).toBe(1);
});

test('of two folders, --data says which one is meant', async () => {
  const other = path.join(runs, 'other');
  mkdirSync(other);
  keep([...corrections(), { ...corrections()[0]!, folder: other }]);
  expect(await run('--script')).toBe(2);
  expect(failed.join()).toContain('--data');
  expect(await run('--script', '--data', folder)).toBe(0);
  expect(printed[0]).toContain(`cd -- '${folder}'`);
});
