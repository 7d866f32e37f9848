import type { ConnectionOptions, JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { UserError } from '../base/errors.js';
import { parseFields } from '../recipe/fields.js';
import { type JobData, kindOf, type Requirements, requirementsSchema } from './jobData.js';
import { jobName, KEPT_SECONDS, KEYS, PREFIX } from './keys.js';

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
  await queue.add(data.name, data, { ...JOB_OPTIONS, jobId: jobName(data) });
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
