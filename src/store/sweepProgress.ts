import { countBy } from '../base/group.js';
import { mean, sum } from '../base/sum.js';
import { formatRoughTime } from '../base/text/formatDuration.js';
import { pluralize } from '../base/text/pluralize.js';
import type { Job, JobState } from './sweep.js';

/** How far a sweep is. */
export interface SweepProgress {
  done: number;
  failed: number;
  running: number;
  waiting: number;
  /** Finished runs by the machine that trained them; empty where that was this one. */
  byMachine: [machine: string, runs: number][];
  /** Seconds that are left; undefined before the first run of this call is finished. */
  secondsLeft?: number;
}

/** Counts the jobs of a sweep by their state, and estimates the rest by the runs that were trained so far. */
export function sweepProgress(jobs: readonly (Job & JobState)[]): SweepProgress {
  const states = countBy(jobs, ({ state }) => state);
  const count = (state: JobState['state']): number => states.get(state) ?? 0;
  const machines = jobs.flatMap((job) => (job.state === 'done' && job.run.machine ? [job.run.machine.name] : []));
  return {
    done: count('done'),
    failed: count('failed'),
    running: count('running'),
    waiting: count('waiting'),
    byMachine: [...countBy(machines, (name) => name)].sort(([a], [b]) => (a < b ? -1 : 1)),
    ...secondsLeft(jobs),
  };
}

/** `3 of 12 runs done, 1 failed, 2 running, 6 waiting, about 4 min left` */
export function countsText(jobs: readonly (Job & JobState)[]): string {
  const { done, failed, running, waiting, secondsLeft: left } = sweepProgress(jobs);
  return [
    `${done} of ${pluralize(jobs.length, 'run')} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(running > 0 ? [`${running} running`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(left !== undefined && done + failed < jobs.length ? [`about ${formatRoughTime(left)} left`] : []),
  ].join(', ');
}

/** `Done: one 2, two 1.`; empty where this machine has trained all that is done. */
export function doneText({ byMachine }: Pick<SweepProgress, 'byMachine'>): string {
  const machines = byMachine.map(([machine, runs]) => `${machine} ${runs}`).join(', ');
  return machines === '' ? '' : `Done: ${machines}.`;
}

function secondsLeft(jobs: readonly (Job & JobState)[]): { secondsLeft?: number } {
  const trained = jobs.flatMap((job) => (job.state === 'done' && !job.wasRead ? [job.run.seconds] : []));
  if (trained.length === 0) return {};
  const each = mean(trained);
  const running = jobs.flatMap((job) => (job.state === 'running' ? [job.progress?.secondsLeft ?? each] : []));
  // What JSON has no number for comes from another machine as null.
  const left = sum(running, (seconds) => (Number.isFinite(seconds) ? Math.min(seconds, 2 * each) : each));
  const waiting = jobs.filter(({ state }) => state === 'waiting').length;
  return { secondsLeft: (left + waiting * each) / Math.max(1, running.length) };
}
