import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseRecipe } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';

test('the docs of each field of a recipe say its default', () => {
  const file = path.join(import.meta.dirname, '../../src/recipe/recipeType.ts');
  const [text] = readFileSync(file, 'utf8').split('export interface Recipe {')[1]!.split('\n}\n');
  const defaults = parseRecipe({ backbone: { name: 'InceptionV3' } });
  // In prose: what depends on other fields.
  const inProse = ['backbone', 'optimizer', 'learningRate', 'patience'];
  const fields = [...text!.matchAll(/\/\*\*([^/]|\/(?!\*\*))*?\*\/\n {2}(\w+): /g)];
  expect(fields.map(([, , name]) => name)).toEqual(Object.keys(defaults));
  for (const [comment, , name] of fields) {
    expect(comment, name).toContain('Default: ');
    if (inProse.includes(name!)) continue;
    const [, value] = /Default: `([^`]*)`/.exec(comment)!;
    expect(JSON.parse(value!), name).toEqual(defaults[name as keyof Recipe]);
  }
});
