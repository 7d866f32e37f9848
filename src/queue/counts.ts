import type { Redis } from 'ioredis';
import { KEYS, PREFIX, queueOfKind } from './keys.js';

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
