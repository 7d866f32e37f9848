import { type ChildProcess, fork } from 'node:child_process';
import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import type { ScannedImage } from '../dataset/scan.js';
import type { Progress } from '../features/featureOptions.js';
import type { RunOptions } from '../run/runOptions.js';
import type { StoredRun } from './runStore.js';
import type { Job, Worker } from './sweep.js';
import type { StoreOptions } from './trainOrRead.js';

/** Data and folders for all jobs of a process. */
export interface WorkerSetting extends Pick<RunOptions, 'cacheFolder' | 'weightStore'>, Pick<StoreOptions, 'machine'> {
  /** Folder of all runs. */
  folder: string;
  images: readonly ScannedImage[];
  classNames: string[];
}

export type ToWorker =
  | { type: 'open'; setting: WorkerSetting }
  | { type: 'job'; job: Job }
  /** Stops the job at its next batch. */
  | { type: 'interrupt' };

export type FromWorker =
  | { type: 'progress'; progress: Progress }
  | { type: 'done'; run: StoredRun; wasRead: boolean }
  /** `code`: of an error of the system, such as `ENOSPC` */
  | { type: 'failed'; reason: string; code?: string };

/** Characters of the process's error output that are kept. */
const MAX_ERROR_OUTPUT = 2000;

/** The script of the process; it exists in the compiled project only. */
const SCRIPT = path.join(__dirname, 'sweepWorker.js');

/**
 * A worker in another process. The process ends with this one; if this one is killed, it stops at once, and its finished
 * epochs are in the store.
 */
export function forkWorker(setting: WorkerSetting): Worker & { interrupt(): void } {
  let child: ChildProcess | undefined;
  let errorOutput = '';
  const start = (): ChildProcess => {
    // Without the arguments of a notebook's kernel.
    const started = fork(SCRIPT, {
      execArgv: [],
      env: withoutPassword(process.env),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    started.stderr!.on('data', (chunk) => {
      errorOutput = (errorOutput + String(chunk)).slice(-MAX_ERROR_OUTPUT);
    });
    started.send({ type: 'open', setting } satisfies ToWorker);
    return started;
  };
  return {
    run: (job, onProgress) =>
      new Promise((resolve, reject) => {
        if (!child?.connected) child = start();
        const current = child;
        const onMessage = (message: FromWorker): void => {
          if (message.type === 'progress') {
            onProgress(message.progress);
            return;
          }
          settle();
          if (message.type === 'done') resolve({ run: message.run, wasRead: message.wasRead });
          else reject(Object.assign(new Error(message.reason), { code: message.code }));
        };
        const onExit = (code: number | null, signal: string | null): void => {
          settle();
          reject(ended(code, signal, errorOutput));
        };
        const settle = (): void => {
          current.off('message', onMessage);
          current.off('exit', onExit);
        };
        current.on('message', onMessage);
        current.on('exit', onExit);
        current.send({ type: 'job', job } satisfies ToWorker);
      }),
    interrupt: () => {
      if (child?.connected) child.send({ type: 'interrupt' } satisfies ToWorker);
    },
    end: async () => {
      if (child?.connected) child.disconnect();
    },
  };
}

/** A training needs no password of a queue, and what it prints or writes is not to hold one. */
function withoutPassword({ THAW_QUEUE_PASSWORD: _, ...others }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return others;
}

function ended(code: number | null, signal: string | null, errorOutput: string): UserError {
  return new UserError(
    'The process of a sweep is expected to finish its run.',
    `${signal === null ? `exit code ${code}` : `signal ${signal}`}. ${errorOutput.trim().split('\n').slice(-3).join(' ')}`,
    'Run the sweep again: it resumes after the last finished epoch. If memory is short, use fewer processes.',
  );
}
