import { type Job as BullJob, Worker as BullWorker, type JobJson, UnrecoverableError, WaitingError } from 'bullmq';
import type { Redis } from 'ioredis';
import { KEPT_SECONDS, queueOfKind } from './keys.js';
import { onConnection } from './kinds.js';
import type { OpenKind, WorkBoard } from './workBoard.js';

/** Times of a worker, in milliseconds. */
export interface WorkerTiming {
  /** A job whose worker has given no sign for so long goes to another one. */
  lock: number;
  /** Between two signs that a job is worked on. */
  renew: number;
  /** Between two looks for jobs whose worker has ended. */
  stalled: number;
  /** Between two looks for jobs, where there are none. */
  idle: number;
}

/**
 * A worker that a minute without a network does not lose its job: the last sign may be 10 s older. The job of one that was
 * killed goes on elsewhere after a minute and a half.
 */
export const WORKER_TIMING: WorkerTiming = { lock: 75_000, renew: 10_000, stalled: 15_000, idle: 500 };

/** Workers that a job may lose before it counts as what ends them. A machine that is taken away now and then loses none. */
const MOST_STALLS = 50;

/** The job is to go back to the queue, as if nobody had taken it. */
export class GiveBack extends Error {
  override readonly name = 'GiveBack';
}

/** What a slot needs. */
export interface SlotOptions {
  redis: Redis;
  board: WorkBoard;
  timing: WorkerTiming;
  /** Whether the slot ends when nothing waits and nobody works on anything that it could do. */
  untilEmpty: boolean;
  /** Whether to take no further job. */
  isStopping(): boolean;
  /**
   * Does a job.
   *
   * @throws GiveBack where another worker is to do it, UnrecoverableError where it fails
   */
  work(job: BullJob, kind: string): Promise<unknown>;
  /** Called with what goes wrong beside jobs, such as a lock that was lost. */
  onTrouble(error: Error): void;
}

/**
 * Works on jobs, one at a time: on those of a kind until there are none, then on those of another one. Where none waits, it stays
 * with a kind that somebody works on, since BullMQ looks for jobs of workers that have ended in its own queue only.
 */
export async function runSlot(options: SlotOptions): Promise<void> {
  const { timing, untilEmpty, isStopping } = options;
  while (!isStopping()) {
    const open = await openKinds(options);
    const kind = choose(open ?? []);
    if (kind !== undefined) await serveKind(kind, options);
    else if (untilEmpty && open !== undefined) return;
    else await pause(timing.idle);
  }
}

/** The kinds with jobs to do; undefined where the server does not say, such as while it refuses all commands. */
async function openKinds({ board, redis, onTrouble }: SlotOptions): Promise<OpenKind[] | undefined> {
  try {
    return await board.open();
  } catch (error) {
    if (redis.status === 'end') throw error;
    onTrouble(error as Error);
    return undefined;
  }
}

function choose(kinds: readonly OpenKind[]): string | undefined {
  return (kinds.find(({ waiting }) => waiting > 0) ?? kinds[0])?.kind;
}

/** In place of data that are no JSON: no job either, which fails as such. */
const DAMAGED = JSON.stringify('data that are no JSON');

/** BullMQ's worker takes a job whose data are no JSON, and leaves it there as one that it works on. */
class KindWorker extends BullWorker {
  protected override createJob(json: JobJson, id: string): BullJob {
    try {
      return super.createJob(json, id);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return super.createJob({ ...json, data: DAMAGED }, id);
    }
  }
}

async function serveKind(kind: string, options: SlotOptions): Promise<void> {
  const { redis, timing, isStopping, work, onTrouble } = options;
  /** Whether there is something to do of this kind, as far as is known. */
  const isOpen = async (): Promise<boolean> => {
    const open = await openKinds(options);
    return open === undefined || choose(open) === kind;
  };
  let isBusy = false;
  const worker = new KindWorker(
    queueOfKind(kind),
    async (job, token) => {
      isBusy = true;
      try {
        if (isStopping()) throw new GiveBack('stopping');
        return await work(job, kind);
      } catch (error) {
        if (!(error instanceof GiveBack)) throw error instanceof Error ? error : new UnrecoverableError(String(error));
        // Otherwise this worker would be the first to take it again.
        if (isStopping()) await worker.pause(true);
        await job.moveToWait(token);
        throw new WaitingError();
      } finally {
        isBusy = false;
      }
    },
    {
      ...onConnection(redis),
      concurrency: 1,
      lockDuration: timing.lock,
      lockRenewTime: timing.renew,
      stalledInterval: timing.stalled,
      maxStalledCount: MOST_STALLS,
      removeOnComplete: { age: KEPT_SECONDS },
      removeOnFail: { age: KEPT_SECONDS },
    },
  );
  worker.on('error', onTrouble);
  try {
    do await pause(timing.idle);
    while (isBusy || (!isStopping() && (await isOpen())));
  } finally {
    // A job that it took just now is finished first.
    await worker.close();
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
