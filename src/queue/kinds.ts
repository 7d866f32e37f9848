import type { ConnectionOptions, JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { UserError } from '../base/errors.js';
import { parseFields } from '../recipe/fields.js';
import { type JobData, kindOf, type Requirements, requirementsSchema } from './jobData.js';
import { jobOfRun, KEPT_SECONDS, KEYS, PREFIX, queueOfKind } from './keys.js';

/** A job is tried once by BullMQ: the second try is a job of its own, for another worker. */
const JOB_OPTIONS: JobsOptions = {
  attempts: 1,
  removeOnComplete: { age: KEPT_SECONDS },
  removeOnFail: { age: KEPT_SECONDS },
  // What a stack trace names are paths of another machine.
  stackTraceLimit: 0,
};

/** Options of all that BullMQ opens on a connection. */
export function onConnection(redis: Redis): { connection: ConnectionOptions; prefix: string; skipVersionCheck: true } {
  // `connect` has checked the version, and what BullMQ would print of it.
  return { connection: redis as unknown as ConnectionOptions, prefix: PREFIX, skipVersionCheck: true };
}

/**
 * Puts a job into the queue of its kind; one that is there stays as it is. What its kind asks for is written first, and that
 * there is something to do last, so that no worker sees the one without the other.
 *
 * @param queue of its kind
 */
export async function addJob(redis: Redis, queue: Queue, data: JobData): Promise<void> {
  const kind = kindOf(data.requirements);
  await redis
    .multi()
    .set(KEYS.kind(kind), JSON.stringify(data.requirements), 'EX', KEPT_SECONDS)
    .expire(KEYS.index(data.requirements.images), KEPT_SECONDS)
    .sadd(KEYS.kinds, kind)
    .exec();
  await queue.add(data.name, data, { ...JOB_OPTIONS, jobId: jobOfRun(data.run) });
  await redis.sadd(KEYS.open, kind);
}

/** What a kind of jobs asks for; undefined where that is forgotten. */
export async function requirementsOf(redis: Redis, kind: string): Promise<Requirements | 'damaged' | undefined> {
  const text = await redis.get(KEYS.kind(kind));
  return text === null ? undefined : readRequirements(text, kind);
}

function readRequirements(text: string, kind: string): Requirements | 'damaged' {
  try {
    const requirements = parseFields(requirementsSchema, JSON.parse(text), 'a kind of jobs');
    // The name of a kind is the digest of what it asks for.
    return kindOf(requirements) === kind ? requirements : 'damaged';
  } catch (error) {
    if (error instanceof UserError || error instanceof SyntaxError) return 'damaged';
    throw error;
  }
}

/** Jobs of a kind that wait, and that somebody works on. */
export interface Counts {
  waiting: number;
  active: number;
}

/** Keys of the jobs of a kind that are to do: two lists and two sorted sets. */
function jobsToDo(kind: string): [wait: string, active: string, delayed: string, prioritized: string] {
  const key = (list: string): string => `${PREFIX}:${queueOfKind(kind)}:${list}`;
  return [key('wait'), key('active'), key('delayed'), key('prioritized')];
}

/** Counts the jobs of kinds, in their order. */
export async function countJobs(redis: Redis, kinds: readonly string[]): Promise<Counts[]> {
  if (kinds.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const kind of kinds) {
    const [wait, active, delayed, prioritized] = jobsToDo(kind);
    pipeline.llen(wait).llen(active).zcard(delayed).zcard(prioritized);
  }
  const replies = (await pipeline.exec()) ?? [];
  const numbers = replies.map(([error, reply]) => {
    if (error !== null) throw error;
    return Number(reply);
  });
  return kinds.map((_, i) => {
    const [wait = 0, active = 0, delayed = 0, prioritized = 0] = numbers.slice(4 * i, 4 * i + 4);
    return { waiting: wait + delayed + prioritized, active };
  });
}

/** In one step: a job that is added meanwhile says itself that there is something to do. */
const CLOSE = `
if redis.call('LLEN', KEYS[2]) + redis.call('LLEN', KEYS[3]) + redis.call('ZCARD', KEYS[4]) + redis.call('ZCARD', KEYS[5]) == 0 then
  return redis.call('SREM', KEYS[1], ARGV[1])
end
return 0`;

/** Takes a kind off the list of those with jobs to do, if it has none. */
export async function closeIfEmpty(redis: Redis, kind: string): Promise<void> {
  await redis.eval(CLOSE, 5, KEYS.open, ...jobsToDo(kind), kind);
}
