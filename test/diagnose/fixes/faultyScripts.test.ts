import { expect, test } from 'vitest';
import { FAULTY_SCRIPTS } from './faultyScripts.js';
import { patchOf } from './patchOf.js';

test.each(FAULTY_SCRIPTS)('$title: patched with the fewest lines', async ({ text, checks, adds }) => {
  const patch = await patchOf(text);
  expect(patch.words).toEqual({});
  expect([...new Set(patch.fixed)].sort()).toEqual([...checks].sort());
  const before = text.split('\n');
  const added = patch.text.split('\n').filter((line) => !before.includes(line));
  expect(added.map((line) => line.trim())).toEqual(adds);
});
