import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseRecipe, REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import { recipeText } from '../../src/recipe/recipeFile.js';
import { drawnSeeds } from '../fixtures/drawnSeeds.js';

/** A learning rate that is far too low: nearly everything else is better. */
const SLOW_RECIPE = withChanges(REFERENCE_RECIPE, {
  height: 64,
  width: 64,
  backbone: { name: 'EfficientNetLite0', weights: 'imagenet' },
  scaling: [{ step: 'preprocess_input', mode: 'lite' }],
  batchNormalization: 'moving',
  augmentation: null,
  head: { units: [], dropout: 0 },
  learningRate: 1e-6,
  batchSize: 16,
  epochs: 8,
});

let folder: string;
const at = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-improve-'));
  await drawnSeeds(at('images'), 3, 30, 20);
  await writeFile(at('recipe.json'), recipeText({ recipe: SLOW_RECIPE, data: null }));
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

interface Started {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

function start(...words: string[]): Started {
  const script = path.join(import.meta.dirname, '../fixtures/improveChild.cjs');
  const all = [script, folder, at('recipe.json'), '--data', at('images'), ...words];
  const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, output: () => output, ended };
}

/** Lines of the only journal; none where there is none yet. */
function journal(): Record<string, unknown>[] {
  const searches = path.join(folder, 'runs', 'searches');
  const file = (() => {
    try {
      return readdirSync(searches).find((name) => name.endsWith('.log'));
    } catch {
      return undefined;
    }
  })();
  if (file === undefined) return [];
  const lines = readFileSync(path.join(searches, file), 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}
const reached = (): Record<string, unknown>[] => journal().filter(({ op_code }) => op_code === 7);

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50));
}

test('a search that is killed goes on from its journal, and recommends a recipe that is better', async () => {
  const words = [
    '--minutes',
    '1.5',
    '--out',
    at('best.json'),
    '--report',
    at('report.html'),
    '--json',
    at('result.json'),
  ];
  const killed = start(...words);
  await until(() => reached().length >= 4);
  killed.child.kill('SIGKILL');
  await killed.ended;
  const before = reached();

  const resumed = start(...words);
  expect(await resumed.ended).toBe(0);
  expect(resumed.output()).toContain('Earlier calls tried');
  const after = reached();
  expect(after.slice(0, before.length)).toEqual(before);
  const places = after.map(({ trial_id, step }) => `${trial_id} ${step}`);
  expect(new Set(places).size).toBe(places.length);

  const result = JSON.parse(readFileSync(at('result.json'), 'utf8'));
  const { own, best, isShown, recommended } = result.outcome;
  expect(result.candidates[0].isOwn).toBe(true);
  expect(result.candidates.length).toBeGreaterThan(3);
  expect(isShown).toBe(true);
  expect(best.accuracy.value).toBeGreaterThan(own.accuracy.value + 0.2);
  expect(recommended).toEqual(best.recipe);
  expect(parseRecipe(JSON.parse(readFileSync(at('best.json'), 'utf8')))).toEqual(recommended);
  expect(readFileSync(at('report.html'), 'utf8')).toContain('<svg');
}, 400_000);

test('Ctrl-C gives the result so far, and the next call goes on', async () => {
  const words = ['--minutes', '3'];
  const stopped = start(...words);
  await until(() => stopped.output().includes('Your recipe:'));
  stopped.child.kill('SIGINT');
  expect(await stopped.ended).toBe(0);
  expect(stopped.output()).toContain('RESULT');
  expect(stopped.output()).toContain('Recommended:');

  const early = start(...words);
  await until(() => early.output().includes('Earlier calls tried'));
  early.child.kill('SIGINT');
  expect(await early.ended).toBe(0);
  expect(early.output()).toContain('RESULT');
}, 400_000);

test('Ctrl-C before the recipe itself is tried says so', async () => {
  const early = start('--minutes', '2');
  await until(() => early.output().includes('The recipe'));
  early.child.kill('SIGINT');
  expect(await early.ended).toBe(130);
  expect(early.output()).toContain('goes on from there');
}, 400_000);
