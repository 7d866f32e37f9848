import type { Redis } from 'ioredis';
import { countJobs } from './counts.js';
import { readFailure } from './failure.js';
import { KEYS, PREFIX, queueOfKind } from './keys.js';
import { livingWorkers, type WorkerStatus } from './workerStatus.js';

/** What is in a queue. */
export interface QueueStatus {
  waiting: number;
  running: number;
  done: number;
  /** Jobs that failed twice. */
  failed: { name: string; reason: string; machine: string }[];
  workers: WorkerStatus[];
}

/** What waits, runs, is done and has failed in a queue, and who works on it. */
export async function statusOf(redis: Redis): Promise<QueueStatus> {
  const kinds = (await redis.smembers(KEYS.kinds)).sort();
  const counts = await countJobs(redis, kinds);
  const sum = (of: (count: (typeof counts)[number]) => number): number =>
    counts.reduce((total, count) => total + of(count), 0);
  let done = 0;
  const failed: QueueStatus['failed'] = [];
  for (const kind of kinds) {
    done += await redis.zcard(`${PREFIX}:${queueOfKind(kind)}:completed`);
    failed.push(...(await failedOf(redis, kind)));
  }
  return {
    waiting: sum(({ waiting }) => waiting),
    running: sum(({ active }) => active),
    done,
    failed,
    workers: await livingWorkers(redis),
  };
}

/** Jobs of a kind that failed and are not tried again. */
async function failedOf(redis: Redis, kind: string): Promise<QueueStatus['failed']> {
  const queue = `${PREFIX}:${queueOfKind(kind)}`;
  const jobs = await redis.zrange(`${queue}:failed`, '0', '-1');
  const failed: QueueStatus['failed'] = [];
  for (const job of jobs) {
    const [name, text] = await redis.hmget(`${queue}:${job}`, 'name', 'failedReason');
    const { reason, machine, notBy } = readFailure(text ?? '');
    if (notBy === undefined) failed.push({ name: name ?? job, reason, machine });
  }
  return failed;
}
