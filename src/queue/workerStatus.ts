import type { Redis } from 'ioredis';
import { z } from 'zod';
import { KEYS } from './keys.js';

/** What a worker says of itself. */
export interface WorkerStatus {
  /** Of this worker alone: host, number of the process, and a random part. */
  name: string;
  /** For people, such as the name of the host. */
  machine: string;
  /** Digest of its folder of runs. */
  store: string;
  thaw: string;
  /** Jobs that it works on at the same time. */
  jobs: number;
  /** What it works on now. */
  running: { run: string; name: string; seed: number; since: string; epoch?: string }[];
  done: number;
  failed: number;
  /** Kinds of jobs that it does not take, and why. */
  refused: Record<string, string>;
}

const schema: z.ZodType<WorkerStatus> = z.object({
  name: z.string(),
  machine: z.string(),
  store: z.string(),
  thaw: z.string(),
  jobs: z.number(),
  running: z.array(
    z.object({
      run: z.string(),
      name: z.string(),
      seed: z.number(),
      since: z.string(),
      epoch: z.string().optional(),
    }),
  ),
  done: z.number(),
  failed: z.number(),
  refused: z.record(z.string(), z.string()),
});

/** Seconds without a sign of life after which a worker counts as gone. */
const GONE_AFTER = 30;
/** Milliseconds between two signs of life. */
export const SIGN_INTERVAL = 5000;

/** Says that a worker is there, and what it does. */
export async function showWorker(redis: Redis, status: WorkerStatus): Promise<void> {
  await redis
    .multi()
    .sadd(KEYS.workers, status.name)
    .set(KEYS.worker(status.name), JSON.stringify(status), 'EX', GONE_AFTER)
    .exec();
}

/** Says that a worker has ended. */
export async function hideWorker(redis: Redis, name: string): Promise<void> {
  await redis.multi().srem(KEYS.workers, name).del(KEYS.worker(name)).exec();
}

/** The workers that have given a sign of life lately, by name. What is damaged is no sign; the next one follows soon. */
export async function livingWorkers(redis: Redis): Promise<WorkerStatus[]> {
  const names = (await redis.smembers(KEYS.workers)).sort();
  if (names.length === 0) return [];
  const texts = await redis.mget(names.map(KEYS.worker));
  const gone = names.filter((_, i) => texts[i] === null);
  if (gone.length > 0) await redis.srem(KEYS.workers, ...gone);
  return texts.flatMap((text) => statusIn(text ?? ''));
}

function statusIn(text: string): WorkerStatus[] {
  try {
    const read = schema.safeParse(JSON.parse(text));
    return read.success ? [read.data] : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
