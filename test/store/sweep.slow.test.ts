import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Swept } from '../../src/store/sweep.js';
import { drawTwoClasses } from '../fixtures/drawTwoClasses.js';

const PROJECT = path.join(import.meta.dirname, '../..');

/** Sweeps two recipes over two seeds in two processes, and prints what came of it. */
const SCRIPT = `
const { readClassFolders } = require('./dist/dataset/classFolders.js');
const { scanImages } = require('./dist/dataset/scan.js');
const { forkWorker } = require('./dist/store/forkWorker.js');
const { grid } = require('./dist/recipe/grid.js');
const { REFERENCE_RECIPE, withChanges } = require('./dist/recipe/recipe.js');
const { sweep } = require('./dist/store/sweep.js');
(async () => {
  const { folder, store, mark } = JSON.parse(process.argv[1]);
  const { images } = await scanImages(await readClassFolders(folder + '/images'));
  const recipe = withChanges(REFERENCE_RECIPE, {
    height: 48, width: 64, backbone: { name: 'SmallCnn', weights: 'random' }, epochs: 4,
    unfrozen: { above: 'everything', batchNormalization: false }, batchNormalization: 'moving',
    scaling: [{ step: 'rescale', factor: 1 / 255 }], augmentation: null, head: { units: [], dropout: 0.2 },
  });
  const setting = { folder: store, cacheFolder: store + '/features', images, classNames: ['a', 'b'] };
  const workers = [1, 2].map(() => forkWorker(setting));
  const jobs = new Map();
  const swept = await sweep(grid(recipe, { learningRate: [1e-3, 1e-4] }), [1, 2], {
    workers, onChange: (all) => { for (const job of all) jobs.set(job.name + job.seed, job.wasRead); },
  });
  process.stdout.write(mark + JSON.stringify({ swept, read: [...jobs.values()].filter(Boolean).length }));
})();
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-sweep-'));
  await drawTwoClasses(path.join(folder, 'images'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a sweep in two processes that is killed in the middle loses nothing finished, and ends as one that was not', async () => {
  const unbroken = await swept('unbroken');
  expect(unbroken.read).toBe(0);
  expect(unbroken.swept.map(({ runs, failures }) => [runs.length, failures])).toEqual([
    [2, []],
    [2, []],
  ]);

  const store = path.join(folder, 'broken');
  const child = spawn(process.execPath, ['-e', SCRIPT, given('broken')], { cwd: PROJECT, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)));
  while (finished(store).length === 0) await soon();
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  // The processes that trained end too, without finishing what they had.
  while (workersOf(store).some(isRunning)) await soon();
  const before = finished(store);
  expect(before.length).toBeLessThan(4);
  const times = before.map((file) => statSync(file).mtimeMs);

  const again = await swept('broken');
  expect(again.read).toBe(before.length);
  expect(before.map((file) => statSync(file).mtimeMs)).toEqual(times);
  expect(comparable(again.swept)).toEqual(comparable(unbroken.swept));
});

test('asked for again, a sweep reads everything', async () => {
  expect((await swept('unbroken')).read).toBe(4);
});

function finished(store: string): string[] {
  if (!existsSync(store)) return [];
  return readdirSync(store).flatMap((id) => {
    const file = path.join(store, id, 'run.json');
    return existsSync(file) ? [file] : [];
  });
}

/** Processes that hold a lock in the store, alive or not. */
function workersOf(store: string): number[] {
  return readdirSync(store).flatMap((id) => {
    const lock = path.join(store, id, 'lock');
    return existsSync(lock) ? [JSON.parse(readFileSync(lock, 'utf8')).pid as number] : [];
  });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function comparable(all: readonly Swept[]): unknown {
  return all.map(({ runs, ...rest }) => ({
    ...rest,
    runs: runs.map(({ seconds, finishedAt, ...run }) => run),
  }));
}

function given(store: string): string {
  return JSON.stringify({ folder, store: path.join(folder, store), mark: 'answer: ' });
}

async function swept(store: string): Promise<{ swept: Swept[]; read: number }> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', SCRIPT, given(store)], { cwd: PROJECT });
  return JSON.parse(stdout.slice(stdout.indexOf('answer: ') + 'answer: '.length));
}

function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
