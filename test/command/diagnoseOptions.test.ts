import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readDiagnoseOptions } from '../../src/command/diagnoseOptions.js';

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-options-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, 'recipe.json');
writeFileSync(file, '{}');

test('all options are optional, and paths become absolute', () => {
  expect(readDiagnoseOptions([])).toEqual({ changes: {}, seeds: 1, minutes: 10 });
  const words = [
    '--data',
    folder,
    '--recipe',
    path.relative('.', file),
    `--model=${file}`,
    '--json',
    'out.json',
    '--csv',
    'out.csv',
    '--scores',
    'scores.csv',
    '--seeds=3',
  ];
  expect(readDiagnoseOptions(words)).toEqual({
    dataFolder: folder,
    recipeFile: file,
    modelFile: file,
    changes: {},
    seeds: 3,
    minutes: 10,
    jsonFile: path.resolve('out.json'),
    csvFile: path.resolve('out.csv'),
    scoresFile: path.resolve('scores.csv'),
  });
});

test.each([['--help'], ['-h'], ['--data', folder, '--help']])('help is asked for by %s', (...words) => {
  expect(readDiagnoseOptions(words)).toBeUndefined();
});

test.each([
  { words: ['--frobnicate'], says: "Unknown option '--frobnicate'" },
  { words: [folder], says: 'Name the folder with --data' },
  { words: ['--data', file], says: '--data is expected to be a folder' },
  { words: ['--data', path.join(folder, 'nowhere')], says: '--data is expected to be a folder' },
  { words: ['--recipe', path.join(folder, 'nowhere.json')], says: '--recipe is expected to be a file' },
  { words: ['--model', folder], says: '--model is expected to be a file' },
  { words: ['--json', folder], says: '--json is expected to be a file' },
  { words: ['--csv', folder], says: '--csv is expected to be a file' },
  ...['data', 'recipe', 'model', 'json', 'csv', 'seeds'].map((name) => ({
    words: [`--${name}`, ''],
    says: `--${name} is expected to have a value. Received: nothing.`,
  })),
  { words: ['--recipe', file, '--seeds', 'three'], says: '--seeds is expected to be a whole number from 1 to 20' },
  { words: ['--recipe', file, '--seeds', '0'], says: '--seeds is expected to be a whole number from 1 to 20' },
  { words: ['--recipe', file, '--seeds', '1e9'], says: '--seeds is expected to be a whole number from 1 to 20' },
  {
    words: ['--recipe', file, '--seeds', '-1'],
    says: '--seeds is expected to be a whole number from 1 to 20. Received: -1',
  },
  { words: ['--minutes', '-1'], says: '--minutes is expected to be a number, 0 or more. Received: -1. Write' },
  { words: ['--seeds', '3'], says: 'Name the recipe with --recipe' },
])('refuses $words: $says', ({ words, says }) => {
  expect(() => readDiagnoseOptions(words)).toThrow(says);
});

test('minutes are a number; 0 is no limit', () => {
  expect(readDiagnoseOptions(['--minutes', '0.5'])?.minutes).toBe(0.5);
  expect(readDiagnoseOptions(['--minutes', '0'])?.minutes).toBe(Number.POSITIVE_INFINITY);
  for (const wrong of ['-1', 'ten']) {
    expect(() => readDiagnoseOptions([`--minutes=${wrong}`])).toThrow('--minutes is expected to be a number');
  }
});

test('--keras names the version that a script is for, and needs a script', () => {
  const script = path.join(import.meta.dirname, 'diagnoseOptions.test.ts');
  expect(readDiagnoseOptions(['--script', script, '--keras', '2.2.4'])).toMatchObject({ keras: '2.2.4' });
  expect(() => readDiagnoseOptions(['--keras', '2.2.4'])).toThrow(/--keras needs a script/);
});
