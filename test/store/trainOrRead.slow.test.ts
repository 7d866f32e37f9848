import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecipeChanges } from '../../src/recipe/recipe.js';
import type { RunFile, StoredRun } from '../../src/store/runStore.js';
import { drawTwoClasses } from '../fixtures/drawTwoClasses.js';

const PROJECT = path.join(import.meta.dirname, '../..');

/**
 * Trains or reads, and kills itself at a batch of an epoch, as a kill from outside would: without a last word; where it is
 * told of a sign, once that is there. A process that waits for another gives the sign.
 */
const SCRIPT = `
const { existsSync, writeFileSync } = require('node:fs');
const { readClassFolders } = require('./dist/dataset/classFolders.js');
const { scanImages } = require('./dist/dataset/scan.js');
const { describeEnvironment } = require('./dist/engine/environment.js');
const { REFERENCE_RECIPE, withChanges } = require('./dist/recipe/recipe.js');
const { trainOrRead } = require('./dist/store/trainOrRead.js');
(async () => {
  const { images: folder, store, changes, killAt, sign, mark } = JSON.parse(process.argv[1]);
  const sleep = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  const { images } = await scanImages(await readClassFolders(folder));
  let [waited, trained] = [false, 0];
  const kill = { onBatchEnd: ({ epoch, batch }) => {
    trained++;
    if (epoch !== killAt?.epoch || batch !== killAt.batch) return;
    for (let turns = 0; turns < 3000 && sign !== undefined && !existsSync(sign); turns++) sleep(20);
    process.kill(process.pid, 'SIGKILL');
  } };
  const { run, wasRead } = await trainOrRead(withChanges(REFERENCE_RECIPE, changes), images, ['a', 'b'], {
    folder: store, cacheFolder: store + '/features', now: () => performance.now(), clock: Date.now,
    environment: describeEnvironment, onWait: () => { waited = true; if (sign !== undefined) writeFileSync(sign, ''); }, callbacks: [kill],
  });
  process.stdout.write(mark + JSON.stringify({ run, wasRead, waited, trained }));
})();
`;

interface Answer {
  run: StoredRun;
  wasRead: boolean;
  waited: boolean;
  /** Batches that the process itself trained. */
  trained: number;
}

const SMALL: RecipeChanges = {
  height: 48,
  width: 64,
  backbone: { name: 'SmallCnn', weights: 'random' },
  unfrozen: { above: 'pool_1', batchNormalization: true },
  scaling: [{ step: 'preprocess_input', mode: 'tf' }],
  head: { units: [16], dropout: 0.3 },
  lastBatch: 'keep',
  batchSize: 7,
  epochs: 5,
  monitor: 'val_loss',
};
const BATCHES = Math.ceil(40 / 7);

let folder: string;
let store: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-kill-'));
  await drawTwoClasses(path.join(folder, 'images'));
});
afterAll(() => rm(folder, { recursive: true }));

test.each<{ what: string; changes: RecipeChanges; killedIn: number }>([
  {
    what: 'AdamW, a plateau, dropout, augmentation, and batch normalization that updates',
    changes: {
      optimizer: { name: 'AdamW', clipnorm: 1 },
      reduceOnPlateau: { patience: 1, factor: 0.5, monitor: 'loss', minDelta: 10 },
      batchNormalization: 'batch-and-update',
    },
    killedIn: 3,
  },
  {
    what: 'SGD with momentum, one cycle, balanced sampling',
    changes: {
      optimizer: { name: 'SGD', momentum: 0.9, nesterov: true },
      schedule: { name: 'OneCycle' },
      sampling: 'balanced',
      augmentation: null,
    },
    killedIn: 3,
  },
  {
    what: 'the second of two phases',
    changes: {
      augmentation: null,
      phases: [
        { unfrozen: { above: 'nothing', batchNormalization: false }, learningRate: 1e-2, epochs: 2 },
        { unfrozen: { above: 'pool_3', batchNormalization: false }, epochs: 3 },
      ],
    },
    killedIn: 4,
  },
])(
  'a run that was killed in the middle of an epoch goes on, and ends with the bits of one that was not: $what',
  async ({ what, changes, killedIn }) => {
    const all = { ...SMALL, ...changes };
    const [unbroken, broken] = [path.join(folder, what, 'unbroken'), path.join(folder, what, 'broken')];
    const whole = await inProcess({ store: unbroken, changes: all });
    expect(whole.run.history).toHaveLength(5);
    expect(whole.trained).toBe(5 * BATCHES);

    await expect(inProcess({ store: broken, changes: all, killAt: { epoch: killedIn, batch: 3 } })).rejects.toThrow(
      'SIGKILL',
    );
    const { id } = whole.run;
    expect(readdirSync(path.join(broken, id)).sort()).toEqual([
      'lock',
      'log.jsonl',
      'recipe.json',
      'state.safetensors',
    ]);

    const { run, wasRead, trained } = await inProcess({ store: broken, changes: all });
    expect(wasRead).toBe(false);
    // What the kill lost is the epoch that ran, and no more.
    expect(trained).toBe((5 - (killedIn - 1)) * BATCHES);
    expect(comparable(run)).toEqual(comparable(whole.run));
    expect(fileOf(broken, id, 'best.safetensors')).toEqual(fileOf(unbroken, id, 'best.safetensors'));
    expect(readdirSync(path.join(broken, id)).sort()).toEqual([
      'best.safetensors',
      'log.jsonl',
      'recipe.json',
      'run.json',
    ]);
    expect(new Set(run.history.map(({ learningRate }) => learningRate)).size).toBeGreaterThan(1);

    const again = await inProcess({ store: broken, changes: all });
    expect({ ...again, run: comparable(again.run) }).toEqual({
      run: comparable(run),
      wasRead: true,
      waited: false,
      trained: 0,
    });
  },
);

test('of two processes that ask for one run, one trains and the other waits and reads', async () => {
  store = path.join(folder, 'two');
  const both = await Promise.all([1, 2].map(() => inProcess({ store, changes: SMALL })));
  expect(both.map(({ wasRead }) => wasRead).sort()).toEqual([false, true]);
  const [reader] = both.filter(({ wasRead }) => wasRead);
  expect(reader).toMatchObject({ waited: true, trained: 0 });
  expect(comparable(both[0].run)).toEqual(comparable(both[1].run));
});

test('a process that waits takes over when the one that trains is killed, and goes on where it was', async () => {
  store = path.join(folder, 'taken over');
  const sign = path.join(folder, 'somebody waits');
  const dies = { store, changes: SMALL, killAt: { epoch: 3, batch: 5 }, sign };
  const first = inProcess(dies).catch((error: Error) => error);
  while (!existsSync(store) || !readdirSync(store).some((name) => existsSync(path.join(store, name, 'lock')))) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { wasRead, waited, trained } = await inProcess({ store, changes: SMALL, sign });
  expect(String(await first)).toContain('SIGKILL');
  expect({ wasRead, waited, trained }).toEqual({ wasRead: false, waited: true, trained: 3 * BATCHES });
});

test('what a run tells of itself is there: recipe, log, environment', async () => {
  store = path.join(folder, 'two');
  const { run } = await inProcess({ store, changes: SMALL });
  expect(run.environment).toMatchObject({ node: process.versions.node, device: 'cpu' });
  expect(run.environment?.tensorflow).toMatch(/^\d+\.\d+/);
  const events = String(fileOf(store, run.id, 'log.jsonl'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.map(({ event }) => event)).toEqual(['begins', ...run.history.map(() => 'epoch'), 'finished']);
  expect(events[1].val_loss).toBe(run.history[0].validationLoss);
  expect(JSON.parse(String(fileOf(store, run.id, 'recipe.json')))).toEqual(run.recipe);
});

test('a state that a kill left half written is no state: the one before counts', async () => {
  store = path.join(folder, 'half');
  await expect(inProcess({ store, changes: SMALL, killAt: { epoch: 2, batch: 1 } })).rejects.toThrow('SIGKILL');
  const [id] = readdirSync(store).filter((name) => name !== 'features');
  await writeFile(path.join(store, id, 'state.safetensors.4711.part'), 'half');
  expect((await inProcess({ store, changes: SMALL })).trained).toBe(4 * BATCHES);
});

test('a state that is cut short is no state: the training begins again', async () => {
  store = path.join(folder, 'cut');
  await expect(inProcess({ store, changes: SMALL, killAt: { epoch: 3, batch: 1 } })).rejects.toThrow('SIGKILL');
  const [id] = readdirSync(store).filter((name) => name !== 'features');
  const file = path.join(store, id, 'state.safetensors');
  await writeFile(file, readFileSync(file).subarray(0, 1000));
  expect((await inProcess({ store, changes: SMALL })).trained).toBe(5 * BATCHES);
});

/** All but times. */
function comparable({ seconds, finishedAt, ...run }: StoredRun): Omit<StoredRun, 'seconds' | 'finishedAt'> {
  return run;
}

function fileOf(runs: string, id: string, file: RunFile): Buffer {
  return readFileSync(path.join(runs, id, file));
}

async function inProcess(given: {
  store: string;
  changes: RecipeChanges;
  killAt?: { epoch: number; batch: number };
  sign?: string;
}): Promise<Answer> {
  const mark = 'answer: ';
  const json = JSON.stringify({ ...given, images: path.join(folder, 'images'), mark });
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', SCRIPT, json], { cwd: PROJECT });
    return JSON.parse(stdout.slice(stdout.indexOf(mark) + mark.length)) as Answer;
  } catch (error) {
    const { signal, stderr } = error as { signal?: string; stderr?: string };
    throw new Error(`ended by ${signal}: ${stderr}`);
  }
}
