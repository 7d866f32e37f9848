import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EpochRecord } from '../../src/training/history.js';
import { drawTwoClasses } from '../fixtures/drawTwoClasses.js';

const PROJECT = path.join(import.meta.dirname, '../..');

/** Trains twice in one process, each time with a cache of its own, and prints both histories. Runs in `dist/`. */
const SCRIPT = `
const { readClassFolders } = require('./dist/dataset/classFolders.js');
const { scanImages } = require('./dist/dataset/scan.js');
const { REFERENCE_RECIPE, withChanges } = require('./dist/recipe/recipe.js');
const { runRecipe } = require('./dist/run/runRecipe.js');
(async () => {
  const [folder, seed, mark] = JSON.parse(process.argv[1]);
  const { images } = await scanImages(await readClassFolders(folder + '/images'));
  const recipe = withChanges(REFERENCE_RECIPE, {
    height: 48, width: 64, backbone: { name: 'SmallCnn', weights: 'random' }, seed, epochs: 3,
    unfrozen: { above: 'pool_1', batchNormalization: false },
    scaling: [{ step: 'preprocess_input', mode: 'tf' }],
    head: { units: [64], dropout: 0.3 }, optimizer: { name: 'AdamW', clipnorm: 1 }, lastBatch: 'keep', batchSize: 7,
    schedule: { name: 'OneCycle' }, classWeight: 'balanced',
  });
  const histories = [];
  for (const run of [1, 2]) {
    const cacheFolder = folder + '/cache-' + mark + run;
    const { history } = await runRecipe(recipe, images, ['a', 'b'], { cacheFolder, now: () => performance.now() });
    histories.push(history);
  }
  process.stdout.write(mark + JSON.stringify(histories));
})();
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-reproducible-'));
  await drawTwoClasses(path.join(folder, 'images'));
});

afterAll(() => rm(folder, { recursive: true }));

test('the same seed gives the same history to the last bit, twice in one process and in another process', async () => {
  const [first, second] = await Promise.all([histories(42, 'first'), histories(42, 'second')]);
  expect(first[1]).toEqual(first[0]);
  expect(second).toEqual(first);
  expect(first[0]).toHaveLength(3);
  expect((await histories(43, 'other'))[0]).not.toEqual(first[0]);
});

async function histories(seed: number, mark: string): Promise<EpochRecord[][]> {
  const given = JSON.stringify([folder, seed, mark]);
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', SCRIPT, given], { cwd: PROJECT });
  return JSON.parse(stdout.slice(stdout.indexOf(mark) + mark.length)) as EpochRecord[][];
}
