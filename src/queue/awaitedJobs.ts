import type { Job as BullJob } from 'bullmq';
import type { Redis } from 'ioredis';
import { Interrupted } from '../base/interruption.js';
import type { StoredRun } from '../store/runStore.js';
import type { UnfinishedState } from '../store/sweep.js';
import { type Failure, readFailure } from './failure.js';
import { type JobData, kindOf } from './jobData.js';
import { COLLECTED_SECONDS, jobName, KEYS } from './keys.js';
import { addJob } from './kinds.js';
import { openPlaces, type Place } from './places.js';
import { refusalForNow, untilTaken } from './refusal.js';
import { type JobResult, storeResult, storeTrial, unpackResult } from './result.js';

/** A job whose result a coordinator waits for. */
interface Awaited {
  data: JobData;
  /** The queue that it is in: that of its kind, or of its second try. */
  place: Place;
  listeners: ((state: UnfinishedState) => void)[];
  resolve(run: StoredRun): void;
  reject(error: Error): void;
  result: Promise<StoredRun>;
  /** Ends when what is done for it now has ended: one thing after the other. */
  turn: Promise<void>;
  /** Whether what the server had of it was damaged, and thrown away. */
  wasDamaged?: boolean;
}

/** The jobs that a coordinator waits for. */
export interface AwaitedJobs {
  /**
   * Puts a job into its queue, where it is not there yet, and waits for its run.
   *
   * @param onState called whenever it is in another state
   * @returns once it is in the queue; `result` resolves with its run
   */
  add(data: JobData, onState: (state: UnfinishedState) => void): Promise<{ result: Promise<StoredRun> }>;
  /** Kinds of the jobs that are waited for. */
  kinds(): string[];
  /** Asks for what no message came of, such as while there was no connection. */
  reconcile(): Promise<void>;
  /** Waits no longer. @param takeBack whether those that nobody works on leave the queue */
  interrupt(takeBack: boolean): Promise<void>;
  close(): Promise<void>;
}

/** Jobs that are asked for in one message. */
const CHUNK = 500;

/**
 * @param folder of all runs, in which results are stored
 * @param prepare called before a job is put into a queue
 * @param onRefused called where the server refuses a command for now, with why; it is tried again
 */
export function awaitedJobs(
  redis: Redis,
  folder: string,
  prepare: () => Promise<void>,
  onRefused: (why: string) => void,
): AwaitedJobs {
  const awaited = new Map<string, Awaited>();
  const places = openPlaces(redis, (place, id, event) => {
    const job = awaited.get(id);
    if (job?.place !== place) return;
    if (event === 'ended') void inTurn(job, () => look(job));
    else tell(job, event);
  });
  const isAwaited = (job: Awaited): boolean => awaited.get(jobName(job.data)) === job;

  const put = async (job: Awaited): Promise<void> => {
    await prepare();
    await addJob(redis, job.place.queue, { ...job.data, requirements: job.place.requirements });
    tell(job, { state: 'waiting' });
  };
  const putAgain = async (job: Awaited, kept: BullJob<JobData> | undefined): Promise<void> => {
    await kept?.remove();
    await put(job);
  };
  /** The result of a job. One that is damaged is thrown away, and counts as none. @throws its error the second time */
  const resultOf = async (job: Awaited): Promise<JobResult | undefined> => {
    const key = KEYS.result(jobName(job.data));
    try {
      const bytes = await redis.getBuffer(key);
      return bytes === null ? undefined : await unpackResult(bytes, job.data.run, job.data.recipe);
    } catch (error) {
      if (isOfServer(redis, error)) throw error;
      await redis.del(key);
      if (job.wasDamaged) throw error;
      job.wasDamaged = true;
      return undefined;
    }
  };
  /** A job as the server has it. Data that are damaged are written again, and `onDamaged` is called. */
  const keptJob = async (
    { place, data }: Pick<Awaited, 'place' | 'data'>,
    onDamaged?: () => void,
  ): Promise<BullJob<JobData> | undefined> => {
    const name = jobName(data);
    try {
      return await place.queue.getJob(name);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      onDamaged?.();
      await redis.hset(place.queue.toKey(name), 'data', JSON.stringify({ ...data, requirements: place.requirements }));
      return await place.queue.getJob(name);
    }
  };
  /** Takes the result of a job, if there is one. */
  const collect = async (job: Awaited): Promise<boolean> => {
    const { isTrial } = job.data;
    const name = jobName(job.data);
    const result = await resultOf(job);
    if (result === undefined) return false;
    const stored = isTrial ? await storeTrial(folder, result) : await storeResult(folder, result);
    await redis.expire(KEYS.result(name), COLLECTED_SECONDS);
    awaited.delete(name);
    job.resolve(stored);
    return true;
  };
  /** A job that failed goes on where it is tried again; the second time, it is told. */
  const follow = async (job: Awaited, failure: Failure, before: string | undefined): Promise<void> => {
    if (failure.notBy === undefined) throw failedFor(failure, before);
    job.place = places.of({ ...job.data.requirements, notBy: failure.notBy });
    await look(job);
  };
  /** A job as the server has it, and its state there. */
  const keptState = async (job: Awaited): Promise<{ kept: BullJob<JobData> | undefined; state: string }> => {
    let wasDamaged = false;
    const kept = await keptJob(job, () => {
      wasDamaged = true;
    });
    const state = (await kept?.getState()) ?? 'unknown';
    // What failed was no job then.
    return { kept, state: state === 'failed' && wasDamaged ? 'unknown' : state };
  };
  /** Brings what is known of a job up to date. */
  const look = async (job: Awaited): Promise<void> => {
    if (!isAwaited(job) || (await collect(job))) return;
    const { kept, state } = await keptState(job);
    if (state === 'failed') await follow(job, readFailure(kept!.failedReason), kept!.data.failedBefore);
    else if (state === 'active') tell(job, { state: 'running' });
    else if (state === 'completed' || state === 'unknown') {
      // Its result was forgotten, or all of it.
      if (!(await collect(job))) await putAgain(job, kept);
    }
  };
  /** Puts a job into the queue that is not there. One that failed twice in an earlier call is tried again. */
  const begin = async (job: Awaited): Promise<void> => {
    const kept = await keptJob(job);
    if (kept === undefined) {
      if (!(await collect(job))) await put(job);
      return;
    }
    const failure = (await kept.isFailed()) ? readFailure(kept.failedReason) : undefined;
    if (failure !== undefined && !(await isTriedAgain(job, failure))) {
      await putAgain(job, kept);
      return;
    }
    // Of a call that is long ago, the server may have forgotten what its jobs are about.
    await prepare();
    await look(job);
  };
  /** Whether the second try of a job is not over yet; one that is over is removed. */
  const isTriedAgain = async (job: Awaited, { notBy }: Failure): Promise<boolean> => {
    if (notBy === undefined) return false;
    const again = await keptJob({ ...job, place: places.of({ ...job.data.requirements, notBy }) });
    if (again === undefined || !(await again.isFailed())) return again !== undefined;
    await again.remove();
    return false;
  };
  /** What goes wrong with a job is told as its failure. */
  const inTurn = (job: Awaited, work: () => Promise<void>): Promise<void> => {
    const patience = { onRefused, isWanted: () => isAwaited(job) };
    job.turn = job.turn
      .then(() => untilTaken(work, patience))
      .catch((error) => {
        awaited.delete(jobName(job.data));
        job.reject(error as Error);
      });
    return job.turn;
  };

  /** Of a chunk of jobs, those that are no longer as they were. */
  const changed = async (jobs: readonly Awaited[]): Promise<Awaited[]> => {
    const pipeline = redis.pipeline();
    for (const { data, place } of jobs) {
      const name = jobName(data);
      pipeline.exists(KEYS.result(name)).hmget(place.queue.toKey(name), 'finishedOn', 'timestamp');
    }
    const replies = (await pipeline.exec()) ?? [];
    return jobs.filter((_, i) => {
      const [exists, fields] = [replies[2 * i]?.[1], replies[2 * i + 1]?.[1]];
      const [finishedOn, timestamp] = fields as [string | null, string | null];
      return exists === 1 || finishedOn !== null || timestamp === null;
    });
  };

  return {
    add: async (data, onState) => {
      const known = awaited.get(jobName(data));
      if (known !== undefined) {
        known.listeners.push(onState);
        return { result: known.result };
      }
      const place = places.of(data.requirements);
      const job: Awaited = { data, place, listeners: [onState], turn: Promise.resolve(), ...promised() };
      awaited.set(jobName(data), job);
      await place.events.waitUntilReady();
      if (!isAwaited(job)) throw new Interrupted();
      await inTurn(job, () => begin(job));
      return { result: job.result };
    },
    kinds: () => [...new Set([...awaited.values()].map(({ place }) => kindOf(place.requirements)))],
    reconcile: async () => {
      const all = [...awaited.values()];
      for (let from = 0; from < all.length; from += CHUNK) {
        for (const job of await changed(all.slice(from, from + CHUNK))) await inTurn(job, () => look(job));
      }
    },
    interrupt: async (takeBack) => {
      const jobs = [...awaited.values()];
      awaited.clear();
      for (const { reject } of jobs) reject(new Interrupted());
      if (!takeBack) return;
      // What is just being put into the queue is there then.
      await Promise.all(jobs.map(({ turn }) => turn));
      // A job that somebody works on cannot be removed, and goes on.
      await Promise.all(jobs.map(({ place, data }) => place.queue.remove(jobName(data))));
    },
    close: () => places.close(),
  };
}

/** Whether an error says something of the server, and nothing of what it has. */
function isOfServer({ status }: Redis, error: unknown): boolean {
  return refusalForNow(error) !== undefined || status === 'end';
}

function tell({ listeners }: Awaited, state: UnfinishedState): void {
  for (const listener of listeners) listener(state);
}

function failedFor({ reason, machine }: Failure, before: string | undefined): Error {
  const twice = before === undefined || before === reason ? '' : ` The first time: ${before}`;
  return new Error(`${reason} (on ${machine}${before === undefined ? '' : ', the second time'})${twice}`);
}

function promised(): Pick<Awaited, 'resolve' | 'reject' | 'result'> {
  let resolve!: (run: StoredRun) => void;
  let reject!: (error: Error) => void;
  const result = new Promise<StoredRun>((onDone, onFailed) => {
    resolve = onDone;
    reject = onFailed;
  });
  // Who waits for it sees it; without this, one that nobody waits for yet would end the process.
  result.catch(() => {});
  return { resolve, reject, result };
}
