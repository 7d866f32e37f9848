import { CACHE, RUNS } from '../base/project.js';
import { pluralize } from '../base/text/pluralize.js';
import { describeEnvironment } from '../engine/environment.js';
import { isCorrect } from '../metrics/correctness.js';
import { meanAccuracy } from '../metrics/paired.js';
import type { NamedRecipe } from '../recipe/grid.js';
import { forkWorker, type WorkerSetting } from '../store/forkWorker.js';
import { weightStore } from '../store/projectOptions.js';
import { type Job, type JobState, type Swept, sweep as sweepRecipes, type Worker } from '../store/sweep.js';
import { trainOrRead } from '../store/trainOrRead.js';
import { newPlace, type Place, showHtml } from './display.js';
import { formatPercent, table } from './html.js';
import type { OpenDataset } from './openDataset.js';
import { withInterrupt } from './withInterrupt.js';

export interface SweepSettings {
  /**
   * That train at a time. Default 1, this one: TensorFlow uses all cores already, so on a CPU several processes mostly
   * take turns, and each needs its own memory.
   */
  processes?: number;
}

const MILLISECONDS_BETWEEN_SIGNS = 500;

/**
 * Trains every recipe with every seed, or reads what is finished, under one table that grows in place. Interrupting the
 * cell stops at the next batch; run again, it goes on.
 *
 * @param recipes with names of their own, e.g. from `grid`
 */
export async function sweep(
  recipes: readonly NamedRecipe[],
  seeds: readonly number[],
  dataset: OpenDataset,
  { processes = 1 }: SweepSettings = {},
): Promise<Swept[]> {
  const setting: WorkerSetting = {
    folder: RUNS,
    cacheFolder: CACHE,
    weightStore: weightStore(),
    images: dataset.scan.images,
    classNames: dataset.classNames,
  };
  const forked = processes > 1 ? Array.from({ length: processes }, () => forkWorker(setting)) : [];
  return withInterrupt(
    (interrupted) =>
      sweepRecipes(recipes, seeds, {
        workers: forked.length > 0 ? forked : [inThisProcess(setting, interrupted)],
        onChange: tableIn(newPlace(), seeds),
        interrupted,
      }),
    () => {
      for (const worker of forked) worker.interrupt();
    },
  );
}

function inThisProcess({ images, classNames, ...folders }: WorkerSetting, interrupted: () => boolean): Worker {
  return {
    run: ({ recipe }, onProgress) =>
      trainOrRead(recipe, images, classNames, {
        ...folders,
        now: () => performance.now(),
        clock: Date.now,
        environment: describeEnvironment,
        interrupted,
        onProgress,
      }),
    end: async () => {},
  };
}

/** One row a recipe, one column a seed. */
function tableIn(place: Place, seeds: readonly number[]): (jobs: readonly (Job & JobState)[]) => void {
  let last = 0;
  let ended = 0;
  return (jobs) => {
    const ends = jobs.filter(({ state }) => state === 'done' || state === 'failed').length;
    const now = performance.now();
    if (ends === ended && now - last < MILLISECONDS_BETWEEN_SIGNS) return;
    [last, ended] = [now, ends];
    const names = [...new Set(jobs.map(({ name }) => name))];
    const rows = names.map((name) => [name, ...jobs.filter((job) => job.name === name).map(said)]);
    const header = [`${ends} of ${pluralize(jobs.length, 'run')}`, ...seeds.map((seed) => `seed ${seed}`)];
    showHtml(table(header, rows), [header, ...rows].map((row) => row.join(', ')).join('\n'), place);
  };
}

function said(job: Job & JobState): string {
  switch (job.state) {
    case 'waiting':
      return '';
    case 'running': {
      const { progress } = job;
      if (progress === undefined) return 'begins';
      return progress.activity === 'features' ? 'features' : `epoch ${progress.epoch} of ${progress.epochs}`;
    }
    case 'done': {
      return `${formatPercent(meanAccuracy([isCorrect(job.run)]).value)}${job.wasRead ? ', read' : ''}`;
    }
    case 'failed':
      return `failed: ${job.reason}`;
  }
}
