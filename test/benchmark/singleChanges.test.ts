import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CHANGE_NAMES } from '../../src/benchmark/singleChanges.js';

const PYTHON = path.join(import.meta.dirname, '../../benchmark/single_changes');

test('every change of the list is made by a line of Python, and no other', () => {
  const text = readdirSync(PYTHON)
    .filter((name) => name.endsWith('.py'))
    .map((name) => readFileSync(path.join(PYTHON, name), 'utf8'))
    .join('\n');
  // Names of changes are the only texts of words with hyphens.
  const names = new Set([...text.matchAll(/"([a-z]+(?:-[a-z0-9]+)+)"/g)].map(([, name]) => name!));
  expect([...names].sort()).toEqual([...CHANGE_NAMES].sort());
});
