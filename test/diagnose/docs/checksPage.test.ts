import path from 'node:path';
import { expect, test } from 'vitest';
import type { CheckName } from '../../../src/diagnose/checks.js';
import { checksPage } from '../../../src/diagnose/docs/checksPage.js';
import type { Finding } from '../../../src/diagnose/finding.js';
import { EXAMPLES } from '../examples.js';

const PAGE = path.join(import.meta.dirname, '../../../docs/checks.md');

test('docs/checks.md is up to date', async () => {
  const examples = Object.fromEntries(Object.entries(EXAMPLES).map(([check, find]) => [check, find()[0]]));
  // `npm run docs:checks` runs this test with `--update`.
  await expect(
    checksPage(examples as Record<CheckName, Finding>),
    'docs/checks.md is out of date: run `npm run docs:checks`.',
  ).toMatchFileSnapshot(PAGE);
});

test('evidence about images names them as files, so that the CSV has their class and split', () => {
  const isPath = /\.(jpe?g|png|bmp|tiff?|webp|gif)\b/i;
  const without = Object.values(EXAMPLES)
    .flatMap((find) => find())
    .filter(({ evidence }) => evidence.some(({ measure, files }) => isPath.test(measure) && files === undefined));
  expect(without.map(({ check }) => check)).toEqual([]);
});
