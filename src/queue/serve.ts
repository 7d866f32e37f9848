import { randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import * as os from 'node:os';
import { Queue } from 'bullmq';
import { digest } from '../base/digest.js';
import { makeFolder } from '../base/wholeFile.js';
import { forkWorker, type WorkerSetting } from '../store/forkWorker.js';
import type { Machine } from '../store/runStore.js';
import type { Connection } from './connection.js';
import type { OwnImages } from './imageIndex.js';
import { jobRunner, type Trainer } from './jobRunner.js';
import { queueOfKind } from './keys.js';
import { onConnection } from './kinds.js';
import { sayOnce } from './sayOnce.js';
import { runSlot, WORKER_TIMING, type WorkerTiming } from './slot.js';
import { troubleText } from './troubleText.js';
import { versionOfThaw } from './version.js';
import { serveWeights } from './weightPieces.js';
import { ownWeights } from './weights.js';
import { workBoard } from './workBoard.js';
import { hideWorker, SIGN_INTERVAL, showWorker, type WorkerStatus } from './workerStatus.js';

/** How a worker serves a queue. */
export interface ServeOptions {
  connection: Connection;
  /** Images of this machine. */
  images: OwnImages;
  /** Folders of runs and of the cache, and where weights are kept. */
  setting: Omit<WorkerSetting, 'images' | 'classNames' | 'machine'>;
  /** Jobs at the same time, each in a process of its own. Default 1 */
  jobs?: number;
  /** Whether to end once nothing waits, and nobody works on anything that it could do. Default false */
  untilEmpty?: boolean;
  /** Default the name of the host. */
  machine?: string;
  /** Called with what happens, in sentences. */
  say(text: string): void;
  /** Default `forkWorker`. */
  open?(setting: WorkerSetting): Trainer;
  /** Default `versionOfThaw`. */
  thaw?: string;
  timing?: Partial<WorkerTiming>;
}

/** How a worker ended. */
export interface Served {
  done: number;
  failed: number;
  /** Why it cannot go on, such as a full disk; undefined where it was stopped, or nothing was left. */
  fault?: string;
}

/** A worker that serves a queue. */
export interface Serving {
  /** Name of the worker. */
  name: string;
  /** Resolves when it has ended. */
  ended: Promise<Served>;
  /** Gives running jobs back at their next batch, takes no further ones, and ends. */
  stop(): void;
}

/** The machine of a folder of runs. */
export async function machineOf(folder: string, name: string = os.hostname()): Promise<Machine> {
  await makeFolder(folder);
  return { name, store: digest([os.hostname(), realpathSync(folder)]).slice(0, 16) };
}

/**
 * Works on the jobs of a queue that this machine can do, until it is stopped. Jobs run in processes of their own, so that this one
 * is free to say that it is alive. A server that goes away is waited for.
 */
export async function serveQueue(options: ServeOptions): Promise<Serving> {
  const { connection, jobs = 1, untilEmpty = false, say, open = forkWorker, thaw = versionOfThaw() } = options;
  const { redis } = connection;
  const timing = { ...WORKER_TIMING, ...options.timing };
  const machine = await machineOf(options.setting.folder, options.machine);
  const name = `${machine.name}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const status: WorkerStatus = {
    ...{ name, machine: machine.name, store: machine.store, thaw, jobs },
    ...{ running: [], done: 0, failed: 0, refused: {} },
  };
  let isStopping = false;
  let fault: string | undefined;
  const sign = (): void => {
    // A sign that does not arrive is followed by the next one.
    showWorker(redis, status).catch(() => {});
  };
  const tell = sayOnce(say);
  const onTrouble = (error: Error): void => {
    // A connection that is lost is told by who made it.
    if (!isStopping && redis.status === 'ready') tell(troubleText(error));
  };
  const board = workBoard(
    redis,
    { name, thaw, images: options.images, weightsDigest: ownWeights(options.setting.weightStore) },
    {
      interval: timing.idle,
      onRefused: (why) => {
        say(`Jobs are left to other workers: ${why}.`);
        sign();
      },
      onTrouble,
    },
  );
  status.refused = board.refused;
  const queues = new Map<string, Queue>();
  const queueOf = (kind: string): Queue => {
    const known = queues.get(kind) ?? new Queue(queueOfKind(kind), onConnection(redis));
    queues.set(kind, known);
    return known;
  };
  const runners = Array.from({ length: jobs }, () =>
    jobRunner({
      ...{ redis, name, machine, setting: options.setting, open, queueOf, status, say },
      isStopping: () => isStopping,
      onFault: (reason) => {
        fault = reason;
        stop();
      },
    }),
  );
  const stop = (): void => {
    isStopping = true;
    for (const runner of runners) runner.interrupt();
  };
  await showWorker(redis, status);
  const signs = setInterval(sign, SIGN_INTERVAL);
  const weights = serveWeights(redis, machine.store, options.setting.folder, timing);
  const end = async (): Promise<Served> => {
    try {
      await Promise.all(
        runners.map((runner) =>
          runSlot({
            ...{ redis, board, timing, untilEmpty, onTrouble },
            isStopping: () => isStopping,
            work: (job, kind) => runner.work(job, board.imagesOf(kind)),
          }),
        ),
      );
    } finally {
      clearInterval(signs);
      await Promise.all(runners.map((runner) => runner.end()));
      await weights.close();
      await hideWorker(redis, name);
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    }
    return { done: status.done, failed: status.failed, ...(fault !== undefined && { fault }) };
  };
  return { name, ended: end(), stop };
}
