import { UserError } from '../base/errors.js';
import type { Progress } from '../features/featureOptions.js';
import type { NamedRecipe } from '../recipe/grid.js';
import { withChanges } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { StoredRun } from './runStore.js';

/** One training of a sweep. */
export interface Job {
  name: string;
  seed: number;
  recipe: Recipe;
}

/** How a job stands. */
export type JobState =
  | { state: 'waiting' }
  | { state: 'running'; progress?: Progress }
  | { state: 'done'; run: StoredRun; wasRead: boolean }
  | { state: 'failed'; reason: string };

/** What works on jobs, one after the other: this process, or another one. */
export interface Worker {
  run(job: Job, onProgress: (progress: Progress) => void): Promise<{ run: StoredRun; wasRead: boolean }>;
  /** Lets its memory, or its process, go. */
  end(): Promise<void>;
}

/** A recipe of a sweep with its runs, in the order of the seeds. */
export interface Swept extends NamedRecipe {
  runs: StoredRun[];
  /** Seeds without a run, and the reason. */
  failures: { seed: number; reason: string }[];
}

export interface SweepOptions {
  /** Each takes the next job when it is free; as many jobs run at a time. */
  workers: readonly Worker[];
  /** Called with all jobs and how they stand whenever that changes. */
  onChange?: (jobs: readonly (Job & JobState)[]) => void;
  /** Asked before each job; true leaves those that have not begun. */
  interrupted?: () => boolean;
}

const INTERRUPTED = 'interrupted; run again, it goes on';

/**
 * Trains every recipe with every seed, or reads its finished run. What fails stops nothing else, and what is finished is
 * in the store: a sweep that was killed and is asked for again reads that, and goes on with the rest.
 *
 * @param seeds the runs of one seed are of one order, so that recipes are compared in pairs
 * @throws UserError where two recipes have one name, or where there is nothing to do
 */
export async function sweep(
  recipes: readonly NamedRecipe[],
  seeds: readonly number[],
  { workers, onChange, interrupted }: SweepOptions,
): Promise<Swept[]> {
  checkNames(recipes, seeds);
  // Seed by seed: after the first, every recipe can be compared.
  const jobs: (Job & JobState)[] = seeds.flatMap((seed) =>
    recipes.map(({ name, recipe }) => ({
      name,
      seed,
      recipe: withChanges(recipe, { seed }),
      state: 'waiting' as const,
    })),
  );
  const become = (i: number, state: JobState): void => {
    const { name, seed, recipe } = jobs[i];
    jobs[i] = { name, seed, recipe, ...state };
    onChange?.(jobs);
  };
  let next = 0;
  const work = async (worker: Worker): Promise<void> => {
    while (next < jobs.length && !interrupted?.()) {
      const i = next++;
      become(i, { state: 'running' });
      try {
        const result = await worker.run(jobs[i], (progress) => become(i, { state: 'running', progress }));
        if (result.run.stopped === 'interrupted') become(i, { state: 'failed', reason: INTERRUPTED });
        else become(i, { state: 'done', ...result });
      } catch (error) {
        become(i, { state: 'failed', reason: error instanceof Error ? error.message : String(error) });
      }
    }
  };
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
  }
  return recipes.map(({ name, recipe }) => {
    const own = jobs.filter((job) => job.name === name);
    return {
      name,
      recipe,
      runs: own.flatMap((job) => (job.state === 'done' ? [job.run] : [])),
      failures: own.flatMap((job) => (job.state === 'failed' ? [{ seed: job.seed, reason: job.reason }] : [])),
    };
  });
}

function checkNames(recipes: readonly NamedRecipe[], seeds: readonly number[]): void {
  const names = recipes.map(({ name }) => name);
  if (names.length === 0 || seeds.length === 0) {
    throw new UserError(
      'A sweep was expected to have recipes and seeds.',
      { recipes: names.length, seeds: seeds.length },
      'Give at least one of each.',
    );
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new UserError('Recipes of a sweep were expected to have names of their own.', twice, 'Rename one of them.');
}
