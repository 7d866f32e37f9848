import { describeEnvironment } from '../engine/environment.js';
import type { WorkerSetting } from './forkWorker.js';
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
