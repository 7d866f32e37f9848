import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { type Command, kernelVariables, readCommand, withDataOfRecipe } from '../../src/command/readCommand.js';
import { REFERENCE_RECIPE } from '../../src/recipe/recipe.js';
import { diagnoseIn } from './diagnoseIn.js';

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-command-'));
const plain = path.join(folder, 'plain.json');
const withData = path.join(folder, 'data.json');
writeFileSync(plain, JSON.stringify(REFERENCE_RECIPE));
writeFileSync(
  withData,
  JSON.stringify({ data: { folder: 'photos', validationShare: 0.3, groupPattern: '^(\\d+)_' }, ...REFERENCE_RECIPE }),
);
afterAll(() => rmSync(folder, { recursive: true }));

const read = (...words: string[]): Command => readCommand(words)!;

test('both commands that run notebooks take a recipe, and their kernels know its file', () => {
  for (const words of [
    ['--recipe', plain],
    ['lab', '--recipe', plain],
  ]) {
    expect(kernelVariables(read(...words)).THAW_RECIPE).toBe(plain);
  }
  expect(kernelVariables(read()).THAW_RECIPE).toBeUndefined();
});

test('a script takes the version of Keras that it is for, and the version takes a script', () => {
  const script = path.join(folder, 'train.py');
  writeFileSync(script, 'import keras');
  expect(read('--script', script, '--keras', '2.2.4')).toMatchObject({ scriptFile: script, keras: '2.2.4' });
  expect(read('--script', script).keras).toBeUndefined();
  expect(() => read('--keras', '2.2.4')).toThrow('--keras needs a script.');
});

test('a recipe that is no file is an error, and the cache takes none', () => {
  expect(() => read('--recipe', path.join(folder, 'none.json'))).toThrow('--recipe is expected to be a file.');
  expect(() => read('--recipe', folder)).toThrow(UserError);
  expect(() => read('cache', '--recipe', plain)).toThrow(UserError);
});

test('the images of a recipe file are used, unless the command names others', async () => {
  const { dataFolder, settings } = await withDataOfRecipe(
    read('--recipe', withData, '--set', 'validationShare=0.5'),
    '/project',
  );
  expect(dataFolder).toBe(path.resolve('/project/photos'));
  expect(settings).toEqual({ seed: 42, validationShare: 0.5, groupPattern: '^(\\d+)_' });
  const other = read('--recipe', withData, '--data', folder);
  expect(await withDataOfRecipe(other, '/project')).toEqual(other);
  const without = read('--recipe', plain);
  expect(await withDataOfRecipe(without, '/project')).toEqual(without);
});

test('a file that is no recipe is an error before anything runs', async () => {
  const file = path.join(folder, 'wrong.json');
  writeFileSync(file, JSON.stringify({ ...REFERENCE_RECIPE, learningrate: 1 }));
  await expect(withDataOfRecipe(read('--recipe', file), '/project')).rejects.toThrow(UserError);
});

test.each([
  ['a file of weights that is not there', { backbone: { name: 'VGG16', weights: '/nowhere/vgg16.h5' } }, /no file/],
  [
    'weights that the backbone has not',
    { backbone: { name: 'VGG16', weights: 'nsfwjs' } },
    /expects weights from one of/,
  ],
  ['a block that is not there', { unfrozen: { above: 'mixed99', batchNormalization: false } }, /'unfrozen.above'/],
  [
    'such a block in a phase',
    { phases: [{ epochs: 1, learningRate: 1e-3, unfrozen: { above: 'mixed99', batchNormalization: false } }] },
    /'unfrozen.above'/,
  ],
])('%s is an error as soon as the recipe is read', async (_, changes, message) => {
  const file = path.join(folder, 'backbone.json');
  writeFileSync(file, JSON.stringify({ ...REFERENCE_RECIPE, ...changes }));
  const started = withDataOfRecipe(read('--recipe', file), '/project');
  await expect(started).rejects.toThrow(UserError);
  await expect(started).rejects.toThrow(message);
  const diagnosed = await diagnoseIn(folder, ['--recipe', file]);
  expect(diagnosed).toMatchObject({ code: 2, printed: '', error: expect.stringMatching(message) });
});
