import { isInterrupted } from '../base/interruption.js';
import { CACHE, RUNS } from '../base/project.js';
import { showLatest } from '../base/showLatest.js';
import { pluralize } from '../base/text/pluralize.js';
import { isCorrect } from '../metrics/correctness.js';
import { formatPercent } from '../metrics/format.js';
import { meanAccuracy } from '../metrics/paired.js';
import { sweepOnQueue } from '../queue/sweepOnQueue.js';
import type { NamedRecipe } from '../recipe/grid.js';
import { seedsFrom } from '../recipe/sweepFile.js';
import type { WorkerSetting } from '../store/forkWorker.js';
import { weightStore } from '../store/projectOptions.js';
import { type Job, type JobState, type Swept, sweep as sweepRecipes } from '../store/sweep.js';
import { countsText, doneText, sweepProgress } from '../store/sweepProgress.js';
import { workersHere } from '../store/workerHere.js';
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
  /**
   * Address of a queue, such as `redis://host:6379`, whose workers train (`thaw worker`). The password comes from the
   * environment variable THAW_QUEUE_PASSWORD. Default none: this machine trains
   */
  queue?: string;
  /** With a queue: whether an interrupt takes the jobs that wait out of it. Default false: they stay, and workers go on */
  takesBack?: boolean;
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
  { processes = 1, queue, takesBack = false }: SweepSettings = {},
): Promise<Swept[]> {
  const allSeeds = seedsFrom(recipes[0]!.recipe.seed, seeds);
  const setting: WorkerSetting = {
    folder: RUNS,
    cacheFolder: CACHE,
    weightStore: weightStore(),
    images: dataset.scan.images,
    classNames: dataset.classNames,
  };
  const { workers, interrupt } = workersHere(setting, queue === undefined ? processes : 1);
  const table = tableIn(newPlace(), allSeeds, sampleCaption(dataset), queue !== undefined, takesBack);
  const onSample = recipes.map(({ name, recipe }) => ({ name, recipe: recipeFor(recipe, dataset) }));
  const stop = new AbortController();
  const onQueue = (address: string): Promise<Swept[]> =>
    sweepOnQueue(onSample, allSeeds, {
      ...{ queue: address, takesBack, signal: stop.signal, onChange: table.onChange, ...setting },
      images: [...setting.images],
      dataFolder: dataset.folder,
      say: (text) => showMarkdown(text),
    });
  const here = (): Promise<Swept[]> =>
    sweepRecipes(onSample, allSeeds, {
      workers,
      onChange: table.onChange,
      interrupted: isInterrupted,
    });
  const swept = await interruptible(
    () => (queue === undefined ? here() : onQueue(queue)),
    table.onInterrupt,
    () => {
      stop.abort();
      interrupt();
    },
  );
  return swept.map((each) => ({ ...each, runs: each.runs.map((run) => onSampleOf(run, dataset)) }));
}

type Jobs = readonly (Job & JobState)[];

/** A table with a row for each recipe and a column for each seed. */
function tableIn(
  place: Place,
  seeds: readonly number[],
  caption: string | undefined,
  isOnQueue: boolean,
  takesBack: boolean,
): { onChange: (jobs: Jobs) => void; onInterrupt: Notice } {
  let ended = 0;
  let latest: Jobs = [];
  const show = (jobs: Jobs, textOf: (job: Job & JobState) => string): void => {
    const names = [...new Set(jobs.map(({ name }) => name))];
    const rows = names.map((name) => [name, ...jobs.filter((job) => job.name === name).map(textOf)]);
    const header = [`${endsOf(jobs)} of ${pluralize(jobs.length, 'run')}`, ...seeds.map((seed) => `seed ${seed}`)];
    const lines = [caption, ...(isOnQueue ? [`${countsText(jobs)}.`, doneText(sweepProgress(jobs))] : [])].filter(
      (line) => line !== undefined && line !== '',
    );
    showTable(header, rows, place, lines.length === 0 ? undefined : lines.join(' '));
  };
  const states = showLatest<Jobs>(MILLISECONDS_BETWEEN_UPDATES, (jobs) => show(jobs, stateText));
  return {
    onChange: (jobs) => {
      latest = [...jobs];
      states.show(latest);
      // A result is worth a look at once, and the last one comes before the cell ends.
      if (endsOf(latest) !== ended) states.end();
      ended = endsOf(latest);
    },
    onInterrupt: () => {
      states.end();
      show(latest, (job) => (job.state === 'running' ? `interrupted: ${stateText(job)}` : stateText(job)));
      const kept = isOnQueue ? keptOnQueue(takesBack) : 'These and all finished epochs are kept';
      showMarkdown(
        `**Interrupted** after ${endsOf(latest)} of ${pluralize(latest.length, 'run')}. ${kept}; run the cell again to go on.`,
      );
    },
  };
}

/** What becomes of the jobs of a queue at an interrupt. */
function keptOnQueue(takesBack: boolean): string {
  return takesBack
    ? 'Jobs that wait leave the queue, and workers finish what they have begun'
    : 'The jobs stay in the queue, and workers go on';
}

const endsOf = (jobs: Jobs): number => jobs.filter(({ state }) => state === 'done' || state === 'failed').length;

/** The state of a job in a cell of the table. */
function stateText(job: Job & JobState): string {
  switch (job.state) {
    case 'waiting':
      return '';
    case 'running': {
      const { progress, worker } = job;
      if (progress === undefined) return worker === undefined ? 'starting' : `starting on ${worker}`;
      const step = progress.activity === 'features' ? 'features' : `epoch ${progress.epoch} of ${progress.epochs}`;
      return worker === undefined ? step : `${step} on ${worker}`;
    }
    case 'done': {
      return `${formatPercent(meanAccuracy([isCorrect(job.run)]).value)}${job.wasRead ? ', read' : ''}`;
    }
    case 'failed':
      return `failed: ${job.reason}`;
  }
}
