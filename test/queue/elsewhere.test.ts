import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { elsewhere } from '../../src/queue/elsewhere.js';
import { byDigest } from '../../src/queue/imageIndex.js';
import { withChanges } from '../../src/recipe/recipe.js';
import { readRun, runId } from '../../src/store/runStore.js';
import { trialsIn } from '../../src/store/trialStore.js';
import { CLASSES } from './fakeTrainer.js';
import { IMAGES, type QueueWorld, queueWorld, RECIPES } from './queueWorld.js';
import { HAS_REDIS } from './redisServer.js';

let world: QueueWorld;
beforeAll(async () => {
  world = await queueWorld();
});
afterAll(() => world.end());
afterEach(() => world.clean());

const TRIALS = [1, 2, 3].map((seed) => withChanges(RECIPES[0].recipe, { seed }));

async function trained(
  more: { seconds?: number; signal?: AbortSignal; isTrial?: boolean } = {},
): Promise<{ said: string[]; back: number }> {
  const { signal = new AbortController().signal, seconds = Number.POSITIVE_INFINITY, isTrial = true } = more;
  const connection = await world.connection();
  const said: string[] = [];
  const folder = path.join(world.folder, 'a');
  const train = elsewhere({
    ...{ connection, signal, folder, dataFolder: '/images', thaw: 'test', patience: 300 },
    say: (text) => said.push(text),
  });
  await train(TRIALS, IMAGES, CLASSES, { isTrial, seconds });
  connection.close();
  const runs = await Promise.all(
    TRIALS.map((recipe) => readRun(isTrial ? trialsIn(folder) : folder, runId(recipe, IMAGES, CLASSES))),
  );
  return { said, back: runs.filter((run) => run !== undefined).length };
}

describe.skipIf(!HAS_REDIS)('Trainings of a diagnosis on other machines', () => {
  test('are stored as trials, and the worker is told that they are', async () => {
    const worker = await world.worker();
    expect(await trained()).toEqual({ said: [], back: 3 });
    expect(worker.fake.begun.map(({ isTrial }) => isTrial)).toEqual([true, true, true]);
    expect(existsSync(path.join(world.folder, 'a', runId(TRIALS[0], IMAGES, CLASSES)))).toBe(false);
  });

  test('are stored as runs where they are on all images; the trial of the same recipe is another', async () => {
    const worker = await world.worker();
    await trained();
    // The fake keeps runs and trials in one folder.
    expect(await trained({ isTrial: false })).toEqual({ said: [], back: 3 });
    expect(worker.fake.begun).toHaveLength(3);
  });

  test('are given up where there is no worker, with a sentence', async () => {
    const { said, back } = await trained();
    expect([said, back]).toEqual([
      [expect.stringMatching(/^No worker is there: start .* This machine trains those\.$/)],
      0,
    ]);
    const worker = await world.worker({ untilEmpty: true });
    // Nobody trains in vain.
    expect(await worker.ended).toEqual({ done: 0, failed: 0 });
  });

  test('are given up where no worker has the images, with the difference', async () => {
    await world.worker({ images: byDigest(IMAGES.slice(1)) });
    const { said, back } = await trained();
    expect([said, back]).toEqual([[expect.stringMatching(/^b leaves jobs to others: 1 of 12 images is not in/)], 0]);
  });

  test('are given up when the time is over, and at an interrupt', async () => {
    await world.worker({ fake: { begun: [], milliseconds: 60_000 } });
    expect(await trained({ seconds: 0.5 })).toEqual({ said: [], back: 0 });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    expect(await trained({ signal: stop.signal })).toEqual({ said: [], back: 0 });
  });

  test('that fail are left to this machine, and the reason is said', async () => {
    await world.worker({
      fake: {
        begun: [],
        before: ({ seed }) => {
          if (seed === 2) throw new Error('no number');
        },
      },
    });
    const { said, back } = await trained();
    expect([said, back]).toEqual([['On another machine: no number (on b, the second time)'], 2]);
  });
});
