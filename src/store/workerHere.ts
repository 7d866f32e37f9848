import { describeEnvironment } from '../engine/environment.js';
import { forkWorker, type WorkerSetting } from './forkWorker.js';
import type { Worker } from './sweep.js';
import { trainOrRead } from './trainOrRead.js';

/** A worker in this process. */
export function workerHere({ images, classNames, ...folders }: WorkerSetting): Worker {
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

/**
 * Workers of this machine: so many processes that train at the same time, or this one.
 *
 * @param processes 1: this process trains
 */
export function workersHere(setting: WorkerSetting, processes: number): { workers: Worker[]; interrupt(): void } {
  if (processes <= 1) return { workers: [workerHere(setting)], interrupt: () => {} };
  const workers = Array.from({ length: processes }, () => forkWorker(setting));
  return {
    workers,
    interrupt: () => {
      for (const worker of workers) worker.interrupt();
    },
  };
}
