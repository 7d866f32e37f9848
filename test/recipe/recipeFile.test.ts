import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import { parseRecipeFile, readData, readRecipe, recipeText } from '../../src/recipe/recipeFile.js';
import { USERS_RECIPE } from '../fixtures/usersRecipe.js';

const RECIPES = path.join(import.meta.dirname, '../../notebooks/recipes');
const DATA = { folder: 'dataset', validationShare: 0.25, groupPattern: null, imagesPerClass: null, seed: 42 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-recipe-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("reference.json is the user's recipe, value for value, and the REFERENCE_RECIPE of the code", async () => {
  const written = JSON.parse(readFileSync(path.join(RECIPES, 'reference.json'), 'utf8'));
  expect(written).toMatchObject({ ...USERS_RECIPE, data: { folder: 'dataset', seed: 42 } });
  const { recipe, data } = await readRecipe(path.join(RECIPES, 'reference.json'));
  expect(recipe).toEqual(REFERENCE_RECIPE);
  expect(data).toEqual(DATA);
});

test('the recipe files contain every field, so none hides behind a default', async () => {
  for (const name of ['reference.json', 'fixed.json']) {
    const text = readFileSync(path.join(RECIPES, name), 'utf8');
    expect(text).toBe(recipeText(await readRecipe(path.join(RECIPES, name))));
  }
});

test('fixed.json is the reference with the changes of notebook 06, and no other', async () => {
  const { recipe, data } = await readRecipe(path.join(RECIPES, 'fixed.json'));
  expect(data).toEqual(DATA);
  expect(recipe).toEqual(
    withChanges(REFERENCE_RECIPE, {
      scaling: [{ step: 'rescale', factor: 1 / 255 }],
      batchNormalization: 'moving',
      augmentation: null,
      learningRate: 1e-4,
      unfrozen: { above: 'mixed7', batchNormalization: false },
    }),
  );
});

test('a recipe with and without data is read as it was written', () => {
  const data = { ...DATA, folder: '/wheat', groupPattern: '^(\\d+)_', imagesPerClass: 100 };
  for (const file of [
    { recipe: REFERENCE_RECIPE, data: null },
    { recipe: REFERENCE_RECIPE, data },
  ]) {
    expect(parseRecipeFile(JSON.parse(recipeText(file)))).toEqual(file);
  }
  expect(parseRecipeFile({ ...REFERENCE_RECIPE, data: { folder: 'dataset' } }).data).toEqual(DATA);
});

test('data are split as the recipe says, whatever folder thaw was started in', async () => {
  for (const className of ['a', 'b']) {
    for (let i = 0; i < 8; i++) {
      const file = path.join(folder, 'images', className, `${Math.floor(i / 2)}_${i}.png`);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, '');
    }
  }
  const { examples } = await readData(
    { ...DATA, folder: 'images', validationShare: 0.5, groupPattern: '^(\\d)_' },
    folder,
  );
  const photosOf = (split: string): Set<string> =>
    new Set(examples.filter((e) => e.split === split).map((e) => path.basename(e.path)[0]));
  expect(examples).toHaveLength(16);
  expect(photosOf('training').size + photosOf('validation').size).toBe(4);
  expect(photosOf('validation').size).toBe(2);
});

test.each<{ text: string; message: RegExp }>([
  {
    text: `{ "height": 227,\n  "width": 454,,\n}`,
    message: /recipe\.json is expected to be JSON\. In line 2, column 16, a name in double quotes is expected\./,
  },
  {
    text: JSON.stringify({ ...REFERENCE_RECIPE, data: { folder: 'x', grouppattern: '(a)' } }),
    message:
      /^A recipe has no field 'data\.grouppattern': .*the nearest to 'grouppattern' is 'groupPattern'\. Received: \(a\)\./,
  },
  {
    text: JSON.stringify({ ...REFERENCE_RECIPE, data: { folder: 'x', groupPattern: 'a' } }),
    message: /^Field 'data\.groupPattern' of the recipe does not fit: a regular expression with one group/,
  },
  {
    text: JSON.stringify({ ...REFERENCE_RECIPE, optimizer: { name: 'adam' } }),
    message: /^Field 'optimizer\.name' of the recipe does not fit: allowed are Adam, .*the nearest to 'adam' is 'Adam'/,
  },
  { text: '[]', message: /^A recipe does not fit: an object with/ },
  { text: 'null', message: /^A recipe does not fit: an object with/ },
])('a mistake in a file is an error that leads to it: $message', async ({ text, message }) => {
  const file = path.join(folder, 'recipe.json');
  writeFileSync(file, text);
  const error = await readRecipe(file).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toMatch(message);
});

test('a missing file is an error that names it', async () => {
  await expect(readRecipe(path.join(folder, 'none.json'))).rejects.toThrow(/Received: no file .*none\.json\./);
  await expect(readRecipe(folder)).rejects.toThrow(/Received: the folder /);
});
