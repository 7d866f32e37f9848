import { isInterrupted } from '../base/interruption.js';
import { CACHE, RUNS } from '../base/project.js';
import { pluralize } from '../base/text/pluralize.js';
import { describeEnvironment } from '../engine/environment.js';
import { isCorrect } from '../metrics/correctness.js';
import { formatPercent } from '../metrics/format.js';
import { meanAccuracy } from '../metrics/paired.js';
import type { NamedRecipe } from '../recipe/grid.js';
import { forkWorker, type WorkerSetting } from '../store/forkWorker.js';
import { weightStore } from '../store/projectOptions.js';
import { type Job, type JobState, type Swept, sweep as sweepRecipes, type Worker } from '../store/sweep.js';
import { trainOrRead } from '../store/trainOrRead.js';
import { newPlace, type Place, showMarkdown, showTable } from './display.js';
import { interruptible, type Notice } from './interruptible.js';
import { onSampleOf, recipeFor } from './onSample.js';
import type { OpenDataset } from './openDataset.js';
import { sampleCaption } from './sampleCaption.js';

/** How a sweep runs. */
export interface SweepSettings {
  /**
   * Processes that train at the same time. Default 1, this one: TensorFlow uses all cores already, so on a CPU several
   * processes mostly take turns, and each needs its own memory.
   */
  processes?: number;
}

const MILLISECONDS_BETWEEN_UPDATES = 500;

/**
 * Trains every recipe with every seed, or reads what is finished, under one table that updates in place. Interrupting
 * the cell stops at the next batch; run again, it resumes.
 *
 * @param recipes with different names, e.g. from {@link grid} or {@link applyStrategies}
 * @param seeds a list of seeds, or their number: the seed of the first recipe and those after it
 * @returns the runs of each recipe, in the order of the seeds, for {@link showComparisonTable}
 * @throws UserError where two recipes have the same name, or there is nothing to train
 *
 * @example
 * const swept = await thaw.sweep(thaw.grid(recipe, { learningRate: [1e-3, 1e-4] }), 3, dataset);
 */
export async function sweep(
  recipes: readonly NamedRecipe[],
  seeds: readonly number[] | number,
  dataset: OpenDataset,
  { processes = 1 }: SweepSettings = {},
): Promise<Swept[]> {
  const allSeeds =
    typeof seeds === 'number' ? Array.from({ length: seeds }, (_, i) => recipes[0]!.recipe.seed + i) : seeds;
  const setting: WorkerSetting = {
    folder: RUNS,
    cacheFolder: CACHE,
    weightStore: weightStore(),
    images: dataset.scan.images,
    classNames: dataset.classNames,
  };
  const forked = processes > 1 ? Array.from({ length: processes }, () => forkWorker(setting)) : [];
  const table = tableIn(newPlace(), allSeeds, sampleCaption(dataset));
  const onSample = recipes.map(({ name, recipe }) => ({ name, recipe: recipeFor(recipe, dataset) }));
  const swept = await interruptible(
    () =>
      sweepRecipes(onSample, allSeeds, {
        workers: forked.length > 0 ? forked : [inThisProcess(setting)],
        onChange: table.onChange,
        interrupted: isInterrupted,
      }),
    table.onInterrupt,
    () => {
      for (const worker of forked) worker.interrupt();
    },
  );
  return swept.map((each) => ({ ...each, runs: each.runs.map((run) => onSampleOf(run, dataset)) }));
}

function inThisProcess({ images, classNames, ...folders }: WorkerSetting): Worker {
  return {
    run: ({ recipe }, onProgress) =>
      trainOrRead(recipe, images, classNames, {
        ...folders,
        now: () => performance.now(),
        clock: Date.now,
        environment: describeEnvironment,
        onProgress,
      }),
    end: async () => {},
  };
}

type Jobs = readonly (Job & JobState)[];

/** A table with a row for each recipe and a column for each seed. */
function tableIn(
  place: Place,
  seeds: readonly number[],
  caption: string | undefined,
): { onChange: (jobs: Jobs) => void; onInterrupt: Notice } {
  let last = 0;
  let ended = 0;
  let latest: Jobs = [];
  const show = (jobs: Jobs, textOf: (job: Job & JobState) => string): void => {
    const names = [...new Set(jobs.map(({ name }) => name))];
    const rows = names.map((name) => [name, ...jobs.filter((job) => job.name === name).map(textOf)]);
    const header = [`${endsOf(jobs)} of ${pluralize(jobs.length, 'run')}`, ...seeds.map((seed) => `seed ${seed}`)];
    showTable(header, rows, place, caption);
  };
  return {
    onChange: (jobs) => {
      latest = [...jobs];
      const now = performance.now();
      const ends = endsOf(jobs);
      if (ends === ended && now - last < MILLISECONDS_BETWEEN_UPDATES) return;
      [last, ended] = [now, ends];
      show(jobs, stateText);
    },
    onInterrupt: () => {
      show(latest, (job) => (job.state === 'running' ? `interrupted: ${stateText(job)}` : stateText(job)));
      showMarkdown(
        `**Interrupted** after ${endsOf(latest)} of ${pluralize(latest.length, 'run')}. These and all finished epochs are kept; run the cell again to go on.`,
      );
    },
  };
}

const endsOf = (jobs: Jobs): number => jobs.filter(({ state }) => state === 'done' || state === 'failed').length;

/** The state of a job in a cell of the table. */
function stateText(job: Job & JobState): string {
  switch (job.state) {
    case 'waiting':
      return '';
    case 'running': {
      const { progress } = job;
      if (progress === undefined) return 'starting';
      return progress.activity === 'features' ? 'features' : `epoch ${progress.epoch} of ${progress.epochs}`;
    }
    case 'done': {
      return `${formatPercent(meanAccuracy([isCorrect(job.run)]).value)}${job.wasRead ? ', read' : ''}`;
    }
    case 'failed':
      return `failed: ${job.reason}`;
  }
}
