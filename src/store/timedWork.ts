import { estimate, estimateText, learnTime, tookText, type Work, type WorkEstimate } from './estimates.js';

/** A piece of work whose time is estimated when it begins and measured when it ends. */
export interface TimedWork {
  /** @returns the estimate in words, see `estimateText` */
  begin(work: Work): Promise<string>;
  /** Keeps the measured time for the next estimate. @returns both times in words, see `tookText` */
  end(): Promise<string>;
}

/**
 * @param runs folder of all runs, in which times are kept
 * @param now current time in milliseconds
 */
export function timedWork(runs: string, now: () => number): TimedWork {
  let started: { work: Work; at: number; estimated: WorkEstimate } | undefined;
  return {
    begin: async (work) => {
      const estimated = await estimate(runs, work);
      started = { work, at: now(), estimated };
      return estimateText(estimated);
    },
    end: async () => {
      if (started === undefined) throw new Error('The work has not begun.');
      const seconds = (now() - started.at) / 1000;
      await learnTime(runs, started.work, seconds);
      return tookText(seconds, started.estimated);
    },
  };
}
