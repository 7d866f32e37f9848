import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { readImproveOptions } from '../../src/command/improveOptions.js';

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-improve-'));
const recipe = path.join(folder, 'recipe.json');
writeFileSync(recipe, '{}');
afterAll(() => rmSync(folder, { recursive: true }));

test('a recipe is enough, and an hour is the default', () => {
  expect(readImproveOptions([recipe])).toMatchObject({ recipeFile: recipe, minutes: 60, outFile: undefined });
});

test('0 minutes are no limit', () => {
  expect(readImproveOptions([recipe, '--minutes', '0'])!.minutes).toBe(Number.POSITIVE_INFINITY);
});

test('files to write have absolute paths', () => {
  const options = readImproveOptions([recipe, '--out', 'best.json', '--report', 'best.html', '--json', 'best.txt'])!;
  expect([options.outFile, options.reportFile, options.jsonFile].map((file) => path.isAbsolute(file!))).toEqual([
    true,
    true,
    true,
  ]);
});

test('--help asks for no recipe', () => {
  expect(readImproveOptions(['--help'])).toBeUndefined();
});

test('a script is a file to begin with too, and fields that it does not show are given', () => {
  const script = path.join(folder, 'train.py');
  writeFileSync(script, '');
  expect(readImproveOptions([script, '--set', 'height=96'])).toMatchObject({
    recipeFile: script,
    changes: { height: 96 },
  });
  expect(() => readImproveOptions([recipe, '--set', 'height=96'])).toThrow(/--set needs a script/);
});

test.each([
  ['no recipe', []],
  ['two recipes', [recipe, recipe]],
  ['a recipe that is not there', [path.join(folder, 'missing.json')]],
  ['a folder for a recipe', [folder]],
  ['a negative time', [recipe, '--minutes', '-1']],
  ['a time that is no number', [recipe, '--minutes', 'ten']],
  ['a folder for a file', [recipe, '--out', folder]],
  ['an unknown option', [recipe, '--recipe', recipe]],
])('%s is refused', (_, words) => {
  expect(() => readImproveOptions(words)).toThrow(UserError);
});
