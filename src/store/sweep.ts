import { UserError } from '../base/errors.js';
import { Interrupted } from '../base/interruption.js';
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
  /** Whether it is a trial of a diagnosis, as by `trainOrReadTrial`. Default: it is a run */
  isTrial?: boolean;
}

/** State of a job. */
export type JobState =
  | { state: 'waiting' }
  /** `worker`: who works on it, where that is another machine */
  | { state: 'running'; progress?: Progress; worker?: string }
  | { state: 'done'; run: StoredRun; wasRead: boolean }
  | { state: 'failed'; reason: string };

/** State of a job that is not finished. */
export type UnfinishedState = Extract<JobState, { state: 'waiting' | 'running' }>;

/** Works on jobs one after the other, in this process or another one. */
export interface Worker {
  /**
   * Trains the run of a job, or reads it.
   *
   * @param onState called in place of `onProgress` by a worker whose jobs wait in a queue
   */
  run(
    job: Job,
    onProgress: (progress: Progress) => void,
    onState: (state: UnfinishedState) => void,
  ): Promise<{ run: StoredRun; wasRead: boolean }>;
  /** Frees its memory, or ends its process. */
  end(): Promise<void>;
}

/** A recipe of a sweep and its runs, in the order of the seeds. */
export interface Swept extends NamedRecipe {
  runs: StoredRun[];
  /** Seeds without a run, and the reason. */
  failures: { seed: number; reason: string }[];
}

export interface SweepOptions {
  /** Each worker takes the next job when it is free. */
  workers: readonly Worker[];
  /** Called with all jobs whenever the state of one changes. */
  onChange?: (jobs: readonly (Job & JobState)[]) => void;
  /** Called before each job; returning true skips the jobs that have not started. */
  interrupted?: () => boolean;
}

/** The reason why a run is missing that was interrupted, or not begun. */
export const INTERRUPTED = 'interrupted; run again to resume';

/**
 * Trains every recipe with every seed, or reads its finished run. A failed job does not stop the others. A sweep that was
 * killed reads its finished runs when it runs again, and continues with the rest.
 *
 * @param seeds runs with the same seed see the images in the same order, so that recipes are compared in pairs
 * @throws UserError if two recipes have the same name, or if there is nothing to do
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
  const setState = (i: number, state: JobState): void => {
    const { name, seed, recipe } = jobs[i]!;
    jobs[i] = { name, seed, recipe, ...state };
    onChange?.(jobs);
  };
  let next = 0;
  const work = async (worker: Worker): Promise<void> => {
    while (next < jobs.length && !interrupted?.()) {
      const i = next++;
      setState(i, { state: 'running' });
      try {
        const result = await worker.run(
          jobs[i]!,
          (progress) => setState(i, { state: 'running', progress }),
          (state) => setState(i, state),
        );
        if (result.run.stopped === 'interrupted') setState(i, { state: 'failed', reason: INTERRUPTED });
        else setState(i, { state: 'done', ...result });
      } catch (error) {
        setState(i, { state: 'failed', reason: reasonOf(error) });
      }
    }
  };
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
  }
  return recipes.map(({ name, recipe }) => {
    const ofRecipe = jobs.filter((job) => job.name === name);
    return {
      name,
      recipe,
      runs: ofRecipe.flatMap((job) => (job.state === 'done' ? [job.run] : [])),
      failures: ofRecipe.flatMap((job) => (job.state === 'failed' ? [{ seed: job.seed, reason: job.reason }] : [])),
    };
  });
}

function reasonOf(error: unknown): string {
  if (error instanceof Interrupted) return INTERRUPTED;
  return error instanceof Error ? error.message : String(error);
}

function checkNames(recipes: readonly NamedRecipe[], seeds: readonly number[]): void {
  const names = recipes.map(({ name }) => name);
  if (names.length === 0 || seeds.length === 0) {
    throw new UserError(
      'A sweep is expected to have recipes and seeds.',
      { recipes: names.length, seeds: seeds.length },
      'Give at least one of each.',
    );
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new UserError('The recipes of a sweep are expected to have different names.', twice, 'Rename one of them.');
}
