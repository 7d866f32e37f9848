import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseRecipe } from '../../src/recipe/recipe.js';

const README = readFileSync(path.join(import.meta.dirname, '../../README.md'), 'utf8');

test('the table from Keras to a recipe in the README has fields of a recipe, and means what it says', () => {
  const table = README.slice(README.indexOf('| Keras | recipe |'));
  const rows = table.slice(0, table.indexOf('\n\n')).split('\n').slice(2);
  const cells = rows.map((row) => /\| `("[^`]*)`[^|]*\|$/.exec(row)?.[1]);
  expect(cells.length).toBeGreaterThan(8);
  for (const cell of cells) {
    const fields = JSON.parse(`{${cell}}`) as object;
    expect(parseRecipe({ backbone: { name: 'MobileNetV2' }, ...fields }), cell).toMatchObject(fields);
  }
});

test('the README names the defaults that surprise', () => {
  expect(parseRecipe({ backbone: { name: 'MobileNetV2' } })).toMatchObject({
    backbone: { weights: 'imagenet' },
    unfrozen: { above: 'everything', batchNormalization: true },
    scaling: [],
  });
});
