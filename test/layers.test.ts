import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';

const SOURCE = path.join(import.meta.dirname, '../src');
/** Rooms from the ground up: a room imports only from itself and from rooms before it. */
const ROOMS = [
  'base',
  'metrics',
  'dataset',
  'preprocess',
  'engine',
  'backbones/network',
  'backbones/keras',
  'backbones/sources',
  'backbones/architectures',
  'backbones/pretrained',
  'training',
  'learn',
  'recipe',
  'recipe/keras',
  'script/syntax',
  'script/edit',
  'script/keras',
  'script/evaluate',
  'script/library',
  'script/history',
  'script/reading',
  'features',
  'run',
  'store',
  'queue',
  'measure/data',
  'measure/model',
  'diagnose',
  'diagnose/evidence',
  'diagnose/checks',
  'diagnose/docs',
  'diagnose/fixes',
  'diagnose/stages',
  'diagnose/interventions',
  'diagnose/verdict',
  'improve',
  'plots',
  'lab',
  'notebook',
  'report',
  'command',
  'benchmark',
];
/** Setup's part of the base, which stands outside of the sources. */
const SHARED_WITH_SETUP = '../../setup/base/';
/** The one folder that may import a package. */
const FENCES: Record<string, string> = {
  sharp: 'dataset',
  'danfojs-node': 'dataset',
  '@tensorflow': 'engine',
  'umap-js': 'learn',
  tslab: 'notebook',
  vega: 'plots',
  '@viz-js': 'plots',
  '@jupyterlab': 'report',
  diff: 'script/edit',
  bullmq: 'queue',
  ioredis: 'queue',
};

/** The room of a file: the longest of `ROOMS` that its path begins with. */
function roomOf(file: string): string | undefined {
  const folder = path.dirname(file).split(path.sep).join('/');
  const around = ROOMS.filter((room) => folder === room || folder.startsWith(`${room}/`));
  return around.sort((a, b) => b.length - a.length)[0];
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const imports = files.flatMap((file) => {
  const text = readFileSync(path.join(SOURCE, file), 'utf8');
  const found = [...text.matchAll(/(?:from |import |require\(|import\()'([^']+)'/g)].map((match) => match[1]);
  return found.map((target) => ({ file, room: roomOf(file), target }));
});

test('a room imports only from rooms below it', () => {
  const wrong = imports.filter(({ file, room, target }) => {
    if (!target.startsWith('.') || room === undefined) return false;
    if (room === 'base' && target.startsWith(SHARED_WITH_SETUP)) return false;
    const to = roomOf(path.relative(SOURCE, path.resolve(SOURCE, path.dirname(file), target)));
    return to === undefined || ROOMS.indexOf(to) > ROOMS.indexOf(room);
  });
  expect(wrong).toEqual([]);
});

test('each package with a fence is used in one folder', () => {
  const wrong = imports.filter(({ room, target }) => {
    const [name] = target.split('/');
    return name in FENCES && FENCES[name] !== room;
  });
  expect(wrong).toEqual([]);
});

test('every file below the root of the source has a room', () => {
  expect(files.filter((file) => file.includes(path.sep) && roomOf(file) === undefined)).toEqual([]);
});

/** Imports of a file that are made when it is loaded, and, where it is asked for, those that it makes later. */
function importsOf(file: string, isLater = false): string[] {
  const text = readFileSync(path.join(SOURCE, file), 'utf8');
  const now = text.matchAll(/^(?:import|export) (?!type )[^;]*? from '([^']+)';/gm);
  const later = isLater ? text.matchAll(/await import\('([^']+)'\)/g) : [];
  return [...now, ...later].map(([, target]) => target!);
}

/** Files that a file loads, and theirs, and the packages among them. */
function loadedBy(entries: readonly string[]): { files: Set<string>; packages: Set<string> } {
  const loaded = new Set<string>();
  const packages = new Set<string>();
  const follow = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const target of importsOf(file)) {
      if (target.startsWith('.')) follow(path.join(path.dirname(file), target.replace(/\.js$/, '.ts')));
      else if (!target.startsWith('node:') && !isBuiltin(target)) packages.add(target);
    }
  };
  for (const entry of entries) follow(entry);
  return { files: loaded, packages };
}

test('the command does without TensorFlow, which only the kernels need', () => {
  const commands = importsOf('cli.ts', true).map((target) => target.replace(/^\.\//, '').replace(/\.js$/, '.ts'));
  expect(commands).toContain('command/runNotebooks.ts');
  const { files: reached } = loadedBy(commands);
  expect(reached).toContain(path.join('recipe', 'settings.ts'));
  expect([...reached].filter((file) => file.startsWith(`engine${path.sep}`))).toEqual([]);
});

test('a script is diagnosed with no package but a parser and a distance of words: others take longer to load than the script to read', () => {
  const { files: reached, packages } = loadedBy(['cli.ts', 'command/runDiagnose.ts', 'command/diagnoseScript.ts']);
  expect(reached).toContain(path.join('script', 'reading', 'readScript.ts'));
  // The second one is a file of 4 KB.
  expect([...packages].sort()).toEqual(['@lezer/python', 'fastest-levenshtein']);
});
