import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { REFERENCE_RECIPE, withChanges } from '../../../src/recipe/recipe.js';
import { EXAMPLES } from '../examples.js';

const FIXES = Object.entries(EXAMPLES).flatMap(([check, find]) =>
  find().flatMap(({ fix }) => (fix.patch === undefined ? [] : [{ check, ...fix }])),
);

test.each(FIXES)('$check labels its fix in at most eight words, and its patch fits a recipe', ({ change, patch }) => {
  expect(change).toMatch(/^\S+( \S+){0,7}$/);
  expect(() => withChanges(REFERENCE_RECIPE, patch)).not.toThrow();
});

test('every check that patches a recipe has an example with its patch', () => {
  // Those of a saved model patch as frozen-batch-norm and wrong-scaling do.
  const folder = 'src/diagnose/checks';
  const patching = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('savedModel'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .filter((text) => /\bpatch: /.test(text))
    .map((text) => /check: '([^']+)'/.exec(text)?.[1]);
  expect([...new Set(FIXES.map(({ check }) => check))].sort()).toEqual([...new Set(patching)].sort());
});
