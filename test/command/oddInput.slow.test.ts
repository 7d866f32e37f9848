import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveModel } from '../../src/backbones/keras/saveModel.js';
import { tf } from '../../src/engine/tensorflow.js';
import { REFERENCE_RECIPE } from '../../src/recipe/recipe.js';
import { smallModel } from '../backbones/smallModel.js';
import { drawnSeeds } from '../fixtures/drawnSeeds.js';
import { diagnoseIn } from './diagnoseIn.js';

let folder: string;
const at = (...names: string[]): string => path.join(folder, ...names);

const thaw = (words: readonly string[]) => diagnoseIn(folder, words);

beforeAll(async () => {
  await tf.ready();
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-odd-'));
  await drawnSeeds(at('images'), 2, 4, 4);
  const junk = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251));
  const files: Record<string, string | Buffer> = {
    empty: '',
    junk,
    'page.html': '<html>404</html>',
    'list.json': '[1, 2, 3]',
    'null.json': 'null',
    'text.json': '"a text"',
    'object.json': '{}',
    'cut.json': '{ "height": 227, ',
    'nested.json': `${'{"phases":'.repeat(50)}1${'}'.repeat(50)}`,
    'other.json': JSON.stringify({ ...REFERENCE_RECIPE, backbone: 'InceptionV3' }),
    'keyless.json': JSON.stringify({ ...REFERENCE_RECIPE, phases: [null] }),
    'data.json': JSON.stringify({ ...REFERENCE_RECIPE, data: 7 }),
    'weights.json': JSON.stringify({ ...REFERENCE_RECIPE, backbone: { name: 'VGG16', weights: at('junk') } }),
    'tfjs.json': '{"modelTopology": {"class_name": "Sequential", "config": [null]}, "weightsManifest": []}',
    'layers.json':
      '{"modelTopology": {"class_name": "Model", "config": {"layers": [{"a": 1}]}}, "weightsManifest": []}',
    'signature.h5': Buffer.concat([Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), junk]),
    'zip.keras': Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), junk]),
    'no images/a/notes.txt': 'text',
    'no images/b/notes.txt': 'text',
    'broken/a/1.jpg': junk,
    'broken/a/2.jpg': '',
    'broken/b/1.jpg': junk,
    'broken/b/2.png': '<html>',
    'one class/a/1.jpg': await readFile(
      at('images/training_set', (await readdir(at('images/training_set')))[0], '0.jpg'),
    ),
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(at(name)), { recursive: true });
    await writeFile(at(name), content);
  }
  await mkdir(at('nothing'));
  await symlink(at('loop'), at('loop'));
  const model = smallModel();
  for (const [whole, half] of [
    ['whole.keras', 'half.keras'],
    ['whole.h5', 'half.h5'],
    ['alone.weights.h5', 'half.weights.h5'],
  ]) {
    await saveModel(at(whole), model);
    const bytes = await readFile(at(whole));
    await writeFile(at(half), bytes.subarray(0, bytes.length / 2));
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** What no reader should see: a line of a stack, and what JavaScript says of a bug. */
const OF_A_BUG =
  /^\s+at .*:\d+|\.[jt]s:\d+|TypeError|RangeError|SyntaxError|undefined|\[object Object\]|error of its own/m;

async function expectRefused(words: readonly string[]): Promise<void> {
  const { code, printed, error } = await thaw(words);
  expect({ words, code }).toEqual({ words, code: 2 });
  expect(error, words.join(' ')).not.toBe('');
  expect(`${printed}\n${error}`, words.join(' ')).not.toMatch(OF_A_BUG);
}

test('folders that hold nothing to check are refused in a sentence, with exit code 2', async () => {
  for (const name of [
    'nowhere',
    'nothing',
    'empty',
    'junk',
    'loop',
    'no images',
    'broken',
    'one class',
    'a'.repeat(300),
  ]) {
    await expectRefused(['--data', at(name)]);
  }
});

/** No JSON of a recipe, and no model. */
const NEITHER = [
  'nowhere',
  'nothing',
  'empty',
  'junk',
  'loop',
  'page.html',
  'list.json',
  'null.json',
  'object.json',
  'cut.json',
];

test('files that are no recipe are refused in a sentence, with exit code 2', async () => {
  for (const name of [
    ...NEITHER,
    'text.json',
    'nested.json',
    'other.json',
    'keyless.json',
    'data.json',
    'whole.h5',
    'weights.json',
  ]) {
    await expectRefused(['--data', at('images'), '--recipe', at(name)]);
  }
});

test('files that are no model are refused in a sentence, with exit code 2', async () => {
  const broken = ['half.h5', 'half.keras', 'half.weights.h5', 'alone.weights.h5', 'signature.h5', 'zip.keras'];
  // Its seven classes are not those of the images.
  for (const name of [...NEITHER, ...broken, 'tfjs.json', 'layers.json', 'other.json', 'whole.h5', 'whole.keras']) {
    await expectRefused(['--data', at('images'), '--model', at(name)]);
  }
});

test('a place that cannot be written is refused in a sentence, with exit code 2', async () => {
  await expectRefused(['--data', at('images'), '--json', at('junk', 'report.json')]);
});

test('what the system does not let a user read is refused in a sentence', async () => {
  const isRoot = process.getuid?.() === 0;
  await copyFile(at('other.json'), at('locked.json'));
  await copyFile(at('whole.h5'), at('locked.h5'));
  await mkdir(at('locked'));
  for (const name of ['locked.json', 'locked.h5', 'locked']) await chmod(at(name), 0);
  await chmod(folder, 0o777);
  // The system lets root read everything.
  if (isRoot) process.seteuid?.(65534);
  try {
    for (const words of [
      ['--recipe', 'locked.json'],
      ['--model', 'locked.h5'],
    ]) {
      const { error, code } = await thaw(['--data', at('images'), words[0], at(words[1])]);
      expect(code).toBe(2);
      expect(error).toBe(`${at(words[1])} cannot be used: permission is denied (EACCES).`);
    }
    await expectRefused(['--data', at('locked')]);
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});
