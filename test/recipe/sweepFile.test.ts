import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSweepFile } from '../../src/recipe/sweepFile.js';

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-sweep-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RECIPE = { backbone: { name: 'SmallCnn', weights: 'random' }, seed: 7 };

function written(value: object | string, name = 'sweep.json'): string {
  const file = path.join(folder, name);
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
}

test('a sweep is every combination of the grid, with each of the seeds', async () => {
  const file = written({ recipe: RECIPE, grid: { learningRate: [0.01, 0.001], batchSize: [4] }, seeds: [3, 9] });
  const { recipes, seeds, data } = await readSweepFile(file);
  expect(recipes.map(({ name }) => name)).toEqual([
    'learningRate 0.01, batchSize 4',
    'learningRate 0.001, batchSize 4',
  ]);
  expect([seeds, data]).toEqual([[3, 9], null]);
});

test('a number of seeds begins with that of the recipe, and one is the default', async () => {
  expect((await readSweepFile(written({ recipe: RECIPE, seeds: 3 }))).seeds).toEqual([7, 8, 9]);
  expect((await readSweepFile(written({ recipe: RECIPE }))).seeds).toEqual([7]);
});

test('the recipe may be a file beside it, with its images', async () => {
  written({ ...RECIPE, data: { folder: 'photos' } }, 'recipe.json');
  const { recipes, data } = await readSweepFile(written({ recipe: 'recipe.json' }));
  expect([recipes[0].recipe.seed, data?.folder]).toEqual([7, 'photos']);
});

test('a recipe file is a sweep of one', async () => {
  const { recipes, seeds } = await readSweepFile(written(RECIPE));
  expect([recipes.map(({ name }) => name), seeds]).toEqual([['recipe'], [7]]);
});

test.each([
  [{ recipe: RECIPE, grid: { learningrate: [1] } }, /has no field 'learningrate'/],
  [
    { recipe: RECIPE, grid: { learningRate: 1 } },
    /Field 'grid.learningRate' of the sweep does not fit: a list of values is expected/,
  ],
  [{ recipe: RECIPE, grid: { learningRate: [] } }, /for 'learningRate' it is empty/],
  [{ recipe: RECIPE, seeds: 0 }, /Field 'seeds' of the sweep does not fit/],
  [{ recipe: RECIPE, seeds: [1, 1] }, /seeds of a sweep are expected to be different\. Received: 1 twice/],
  [{ recipe: RECIPE, seed: 3 }, /has no field 'seed'.*nearest to 'seed' is 'seeds'/],
  [{ grid: {} }, /Field 'recipe' of the sweep does not fit/],
  ['{ "recipe": }', /In line 1, column 13/],
])('%j is an error that says what is wrong', async (value, message) => {
  await expect(readSweepFile(written(value))).rejects.toThrow(message);
});
