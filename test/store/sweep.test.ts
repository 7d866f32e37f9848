import { expect, test } from 'vitest';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import type { StoredRun } from '../../src/store/runStore.js';
import { type Job, type JobState, type SweepOptions, sweep, type Worker } from '../../src/store/sweep.js';

const RECIPES = ['a', 'b'].map((name, i) => ({ name, recipe: withChanges(REFERENCE_RECIPE, { epochs: i + 1 }) }));

interface Fake extends Worker {
  jobs: Job[];
  ended: boolean;
}

/** Gives each job a run that tells its recipe, after a turn of the event loop. */
function fake(run: (job: Job) => Partial<StoredRun> = () => ({})): Fake {
  const worker: Fake = {
    jobs: [],
    ended: false,
    run: async (job, onProgress) => {
      worker.jobs.push(job);
      onProgress({ epoch: 1 } as Parameters<typeof onProgress>[0]);
      await new Promise((resolve) => setImmediate(resolve));
      return { run: { recipe: job.recipe, stopped: 'finished', ...run(job) } as StoredRun, wasRead: false };
    },
    end: async () => {
      worker.ended = true;
    },
  };
  return worker;
}

test('every recipe is trained with every seed, all of the first seed first, and runs come back in their order', async () => {
  const worker = fake();
  const swept = await sweep(RECIPES, [7, 3], { workers: [worker] });
  expect(worker.jobs.map(({ name, seed }) => `${name}${seed}`)).toEqual(['a7', 'b7', 'a3', 'b3']);
  expect(worker.ended).toBe(true);
  expect(swept.map(({ name, runs, failures }) => [name, runs.map(({ recipe }) => recipe.seed), failures])).toEqual([
    ['a', [7, 3], []],
    ['b', [7, 3], []],
  ]);
  expect(swept[1].runs[0].recipe).toEqual(withChanges(RECIPES[1].recipe, { seed: 7 }));
});

test('workers share the jobs, none is done twice, and the order of the result is not theirs', async () => {
  const workers = [fake(), fake(), fake()];
  const swept = await sweep(RECIPES, [1, 2, 3, 4], { workers });
  const done = workers.flatMap(({ jobs }) => jobs.map(({ name, seed }) => `${name}${seed}`));
  expect(done.sort()).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'b3', 'b4']);
  expect(Math.min(...workers.map(({ jobs }) => jobs.length))).toBeGreaterThan(0);
  for (const { runs } of swept) expect(runs.map(({ recipe }) => recipe.seed)).toEqual([1, 2, 3, 4]);
});

test('a failure is reported and stops nothing else', async () => {
  const worker = fake(({ name, seed }) => {
    if (name === 'a' && seed === 1) throw new Error('the loss was no number');
    return {};
  });
  const [a, b] = await sweep(RECIPES, [1, 2], { workers: [worker] });
  expect(a.failures).toEqual([{ seed: 1, reason: 'the loss was no number' }]);
  expect(a.runs.map(({ recipe }) => recipe.seed)).toEqual([2]);
  expect(b.runs).toHaveLength(2);
});

test('an interrupt leaves what has not begun, and counts no half run', async () => {
  let interrupted = false;
  const worker = fake(() => {
    interrupted = worker.jobs.length === 2;
    return interrupted ? { stopped: 'interrupted' } : {};
  });
  const [a, b] = await sweep(RECIPES, [1, 2], { workers: [worker], interrupted: () => interrupted });
  expect(worker.jobs).toHaveLength(2);
  expect([a.runs.length, b.runs.length]).toEqual([1, 0]);
  expect(b.failures[0].reason).toMatch(/^interrupted/);
});

test('one callback gets every change', async () => {
  const seen: string[] = [];
  const onChange: SweepOptions['onChange'] = (jobs: readonly (Job & JobState)[]) =>
    void seen.push(jobs.map(({ state }) => state[0]).join(''));
  await sweep(RECIPES, [1], { workers: [fake()], onChange });
  expect(seen).toEqual(['rw', 'rw', 'dw', 'dr', 'dr', 'dd']);
});

test('nothing to do, and one name for two recipes, are errors', async () => {
  await expect(sweep([], [1], { workers: [fake()] })).rejects.toThrow('A sweep is expected to have recipes and seeds.');
  await expect(sweep([RECIPES[0], RECIPES[0]], [1], { workers: [fake()] })).rejects.toThrow('Received: a.');
});
