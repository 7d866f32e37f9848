import { type ChildProcess, fork } from 'node:child_process';
import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import type { ScannedImage } from '../dataset/scan.js';
import type { Progress } from '../features/featureOptions.js';
import type { RunOptions } from '../run/runOptions.js';
import type { StoredRun } from './runStore.js';
import type { Job, Worker } from './sweep.js';

/** What a process has to know before its first job. */
export interface WorkerSetting extends Pick<RunOptions, 'cacheFolder' | 'weightStore'> {
  /** Of all runs. */
  folder: string;
  images: readonly ScannedImage[];
  classNames: string[];
}

export type ToWorker =
  | { type: 'open'; setting: WorkerSetting }
  | { type: 'job'; job: Job }
  /** Ends the job at its next batch. */
  | { type: 'interrupt' };

export type FromWorker =
  | { type: 'progress'; progress: Progress }
  | { type: 'done'; run: StoredRun; wasRead: boolean }
  | { type: 'failed'; reason: string };

const LAST_WORDS = 2000;

/** The script of the process; it exists in the compiled project only. */
const SCRIPT = path.join(__dirname, 'sweepWorker.js');

/**
 * A worker in another process. The process ends with this one; if this one is killed, it stops at once, and its finished
 * epochs are in the store.
 */
export function forkWorker(setting: WorkerSetting): Worker & { interrupt(): void } {
  let child: ChildProcess | undefined;
  let lastWords = '';
  const start = (): ChildProcess => {
    // Without the arguments of a notebook's kernel.
    const started = fork(SCRIPT, {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    started.stderr!.on('data', (chunk) => {
      lastWords = (lastWords + String(chunk)).slice(-LAST_WORDS);
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
          else reject(new Error(message.reason));
        };
        const onExit = (code: number | null, signal: string | null): void => {
          settle();
          reject(ended(code, signal, lastWords));
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

function ended(code: number | null, signal: string | null, lastWords: string): UserError {
  return new UserError(
    'The process of a sweep was expected to end its run.',
    `${signal === null ? `exit code ${code}` : `signal ${signal}`}. ${lastWords.trim().split('\n').slice(-3).join(' ')}`,
    'Run the sweep again: it goes on from the last whole epoch. With less memory, give it fewer processes.',
  );
}
