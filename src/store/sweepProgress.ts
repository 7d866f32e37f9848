import { countBy } from '../base/group.js';
import { mean, sum } from '../base/sum.js';
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
