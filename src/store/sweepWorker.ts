import { describeEnvironment } from '../engine/environment.js';
import type { Progress } from '../features/featureOptions.js';
import type { FromWorker, ToWorker, WorkerSetting } from './forkWorker.js';
import type { Job } from './sweep.js';
import { trainOrRead } from './trainOrRead.js';
import { trainOrReadTrial } from './trialStore.js';

// The process that `forkWorker` starts: jobs in, runs out, by messages.

const MILLISECONDS_BETWEEN_UPDATES = 300;

let setting: WorkerSetting | undefined;
let interrupted = false;
let last = 0;

function send(message: FromWorker): void {
  process.send?.(message);
}

async function work(job: Job): Promise<void> {
  const { images, classNames, ...folders } = setting!;
  try {
    const { folder, ...others } = folders;
    const options = {
      ...others,
      now: () => performance.now(),
      clock: Date.now,
      interrupted: () => interrupted,
      onProgress: (progress: Progress) => {
        if (performance.now() - last < MILLISECONDS_BETWEEN_UPDATES) return;
        last = performance.now();
        send({ type: 'progress', progress });
      },
    };
    const { run, wasRead } = job.isTrial
      ? await trainOrReadTrial(job.recipe, images, classNames, { ...options, runs: folder })
      : await trainOrRead(job.recipe, images, classNames, { ...options, folder, environment: describeEnvironment });
    send({ type: 'done', run, wasRead });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    send({ type: 'failed', reason: error instanceof Error ? error.message : String(error), code });
  }
}

process.on('message', (message: ToWorker) => {
  if (message.type === 'open') setting = message.setting;
  else if (message.type === 'interrupt') interrupted = true;
  else void work(message.job);
});
// Ctrl-C in a terminal reaches this process, too; the process that started it sends `interrupt` instead.
process.on('SIGINT', () => {});
// A batch system sends it to all processes of a job: the run is to end with a state from which it goes on.
process.on('SIGTERM', () => {
  interrupted = true;
});
process.on('disconnect', () => process.exit(0));
