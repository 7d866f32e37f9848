import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const SOURCE = path.join(import.meta.dirname, '../src');
/** From the ground up: a folder imports only from itself and from folders before it. */
const LAYERS = [
  'base',
  'metrics',
  'dataset',
  'preprocess',
  'engine',
  'backbones',
  'training',
  'experiments',
  'diagnose',
  'plots',
  'notebook',
  'report',
  'command',
];
/** Set-up's part of the base, which stands outside of the sources. */
const SHARED_WITH_SETUP = '../../setup/base/';
/** The one folder that may import a package. */
const FENCES: Record<string, string> = {
  sharp: 'dataset',
  'danfojs-node': 'dataset',
  '@tensorflow': 'engine',
  tslab: 'notebook',
  vega: 'plots',
  '@viz-js': 'plots',
  '@jupyterlab': 'report',
};

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const imports = files.flatMap((file) => {
  const text = readFileSync(path.join(SOURCE, file), 'utf8');
  const found = [...text.matchAll(/(?:from |import |require\(|import\()'([^']+)'/g)].map((match) => match[1]);
  return found.map((target) => ({ file, folder: file.split(path.sep)[0], target }));
});

test('a folder imports only from folders below it', () => {
  const wrong = imports.filter(({ file, folder, target }) => {
    if (!target.startsWith('.') || !LAYERS.includes(folder)) return false;
    if (folder === 'base' && target.startsWith(SHARED_WITH_SETUP)) return false;
    const to = path.relative(SOURCE, path.resolve(SOURCE, path.dirname(file), target)).split(path.sep)[0];
    return LAYERS.indexOf(to) > LAYERS.indexOf(folder) || !LAYERS.includes(to);
  });
  expect(wrong).toEqual([]);
});

test('each package with a fence is used in one folder', () => {
  const wrong = imports.filter(({ folder, target }) => {
    const [name] = target.split('/');
    return name in FENCES && FENCES[name] !== folder;
  });
  expect(wrong).toEqual([]);
});

test('every folder of the source has a place in the order', () => {
  const folders = new Set(files.filter((file) => file.includes(path.sep)).map((file) => file.split(path.sep)[0]));
  expect([...folders].filter((folder) => !LAYERS.includes(folder))).toEqual([]);
});

test('the command does without TensorFlow, which only the kernels need', () => {
  const reached = new Set<string>();
  const follow = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = readFileSync(path.join(SOURCE, file), 'utf8');
    for (const [, target] of text.matchAll(/^(?:import|export) (?!type )[^;]*? from '(\.[^']+)\.js';/gm))
      follow(path.join(path.dirname(file), `${target}.ts`));
  };
  follow('cli.ts');
  expect(reached).toContain(path.join('experiments', 'settings.ts'));
  expect([...reached].filter((file) => file.startsWith(`engine${path.sep}`))).toEqual([]);
});
