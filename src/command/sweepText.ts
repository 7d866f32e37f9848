import { alignColumns } from '../base/text/alignColumns.js';
import { pluralize } from '../base/text/pluralize.js';
import { isCorrect } from '../metrics/correctness.js';
import { formatPercent, formatWithInterval } from '../metrics/format.js';
import { meanAccuracy } from '../metrics/paired.js';
import type { StoredRun } from '../store/runStore.js';
import { INTERRUPTED, type Job, type JobState, type Swept } from '../store/sweep.js';
import { countsText, doneText, type SweepProgress, sweepProgress } from '../store/sweepProgress.js';

/** Jobs under way that a line of progress names. */
const MOST_NAMED = 8;

/**
 * `3 of 12 runs done, 2 running, 7 waiting, about 4 min left. one: a, seed 2, epoch 2 of 9; two: a, seed 3. Done: one 2, two 1.` What
 * matters most comes first: a terminal cuts what does not fit.
 */
export function progressLine(jobs: readonly (Job & JobState)[]): string {
  const progress = sweepProgress(jobs);
  const named = jobs.flatMap((job) => (job.state === 'running' ? [stateOf(job)] : [])).slice(0, MOST_NAMED);
  const parts = [
    `${countsText(jobs)}.`,
    named.length === 0 ? '' : `${named.join('; ')}${progress.running > MOST_NAMED ? '; ...' : ''}.`,
    doneText(progress),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function stateOf({ name, seed, progress, worker }: Job & Extract<JobState, { state: 'running' }>): string {
  const where = worker === undefined ? '' : `${worker}: `;
  const epoch =
    progress === undefined
      ? ''
      : progress.activity === 'features'
        ? ', features'
        : `, epoch ${progress.epoch} of ${progress.epochs}`;
  return `${where}${name}, seed ${seed}${epoch}`;
}

/** Seeds that have a column each: more make lines that are wider than a terminal. */
const MOST_COLUMNS = 6;

/** The accuracies of a sweep as a table: the same wherever its runs were trained. */
export function sweepTable(swept: readonly Swept[], seeds: readonly number[]): string {
  if (seeds.length > MOST_COLUMNS) return tableOfRanges(swept, seeds.length);
  const rows = swept.map(({ name, runs, failures }) => {
    const bySeed = new Map(runs.map((run) => [run.recipe.seed, run]));
    const cells = seeds.map((seed) => {
      const run = bySeed.get(seed);
      if (run !== undefined) return accuracyOf(run);
      const failure = failures.find((one) => one.seed === seed);
      return failure === undefined || failure.reason === INTERRUPTED ? '' : 'failed';
    });
    if (seeds.length === 1) return [name, ...cells];
    const mean = runs.length === 0 ? undefined : meanAccuracy(runs.map(isCorrect));
    return [name, ...cells, mean === undefined ? '' : formatWithInterval(mean.value, mean.interval)];
  });
  const header = ['accuracy', ...seeds.map((seed) => `seed ${seed}`), ...(seeds.length === 1 ? [] : ['mean (95 %)'])];
  return alignColumns([header, ...rows]);
}

/** A row for each recipe with many seeds. */
function tableOfRanges(swept: readonly Swept[], seeds: number): string {
  const rows = swept.map(({ name, runs }) => {
    const count = `${runs.length} of ${seeds}`;
    if (runs.length === 0) return [name, count, '', '', ''];
    const accuracies = runs.map((run) => meanAccuracy([isCorrect(run)]).value);
    const { value, interval } = meanAccuracy(runs.map(isCorrect));
    const [lowest, highest] = [Math.min(...accuracies), Math.max(...accuracies)].map((one) => formatPercent(one, 1));
    return [name, count, lowest!, highest!, formatWithInterval(value, interval)];
  });
  return alignColumns([['accuracy', 'runs', 'lowest', 'highest', 'mean (95 %)'], ...rows]);
}

const accuracyOf = (run: StoredRun): string => formatPercent(meanAccuracy([isCorrect(run)]).value, 1);

/** Which machines trained how many runs; empty where that was this one. */
export function machinesText({ byMachine }: Pick<SweepProgress, 'byMachine'>): string {
  if (byMachine.length === 0) return '';
  return `Trained by ${byMachine.map(([machine, runs]) => `${machine} (${pluralize(runs, 'run')})`).join(', ')}.`;
}

/** The results of a sweep as JSON. */
export function sweepJson(swept: readonly Swept[], finishedAt: string): string {
  const recipes = swept.map(({ name, recipe, runs, failures }) => ({
    name,
    recipe,
    runs: runs.map((run) => ({
      seed: run.recipe.seed,
      id: run.id,
      accuracy: meanAccuracy([isCorrect(run)]).value,
      bestEpoch: run.bestEpoch,
      epochs: run.history.length,
      seconds: run.seconds,
      ...(run.machine && { machine: run.machine.name }),
    })),
    failures,
  }));
  return `${JSON.stringify({ finishedAt, recipes }, null, 2)}\n`;
}
