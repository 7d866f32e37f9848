import path from 'node:path';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { statusText } from '../../src/command/showQueue.js';
import { KEYS, PREFIX, queueOfKind } from '../../src/queue/keys.js';
import { onConnection } from '../../src/queue/kinds.js';
import { statusOf } from '../../src/queue/status.js';
import { sweepOnQueue } from '../../src/queue/sweepOnQueue.js';
import { CLASSES, type Fake } from './fakeTrainer.js';
import {
  begunBy,
  comparable,
  failuresOf,
  IMAGES,
  type QueueWorld,
  queueWorld,
  RECIPES,
  SEEDS,
  sweepBy,
  sweepHere,
  until,
} from './queueWorld.js';
import { HAS_REDIS, startRedis } from './redisServer.js';

let world: QueueWorld;
let expected: unknown;
beforeAll(async () => {
  world = await queueWorld();
  expected = comparable(await sweepHere(path.join(world.folder, 'here')));
});
afterAll(() => world.end());
afterEach(() => world.clean());

async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const { redis, close } = await world.connection();
  try {
    return await work(redis);
  } finally {
    close();
  }
}

/** Keys of jobs, or of results, once there are some. */
async function keysOf(redis: Redis, pattern: string, count: number): Promise<string[]> {
  let keys: string[] = [];
  await until(async () => {
    keys = await redis.keys(pattern);
    return keys.length === count;
  });
  return keys;
}

describe.skipIf(!HAS_REDIS)('What is damaged on the server', () => {
  test.each([
    ['no JSON', (redis: Redis) => redis.set(KEYS.worker('x'), '{')],
    ['other fields', (redis: Redis) => redis.set(KEYS.worker('x'), '{"name":"x","__proto__":{"running":[]}}')],
    ['a list', (redis: Redis) => redis.lpush(KEYS.worker('x'), 'x')],
  ])('as what a worker says of itself (%s) hides no other worker', async (_, damage) => {
    const worker = await world.worker();
    const status = await withRedis(async (redis) => {
      await redis.sadd(KEYS.workers, 'x');
      await damage(redis);
      return await statusOf(redis);
    });
    expect(status.workers.map(({ name }) => name)).toEqual([worker.name]);
    expect(statusText('redis://host', status, 80)).toContain('works on\nb');
  });

  test('as the list of what there is to do is said by the worker, which goes on once it is whole', async () => {
    await withRedis((redis) => redis.set(KEYS.open, 'x'));
    const worker = await world.worker();
    await until(() => worker.said.length > 0);
    expect(worker.said).toEqual([expect.stringMatching(/^Note: WRONGTYPE/)]);
    await withRedis((redis) => redis.del(KEYS.open));
    expect(comparable(await sweepBy(await world.coordinator()))).toEqual(expected);
  });

  test.each([
    ['no package', (redis: Redis, key: string) => redis.set(key, 'no package')],
    [
      'a list',
      async (redis: Redis, key: string) => {
        await redis.del(key);
        await redis.lpush(key, 'x');
      },
    ],
  ])('as a result (%s) is thrown away and asked for again, and nothing is trained twice', async (_, damage) => {
    const worker = await world.worker({ untilEmpty: false });
    expect(failuresOf(await sweepBy(await world.coordinator({ store: 'a2' })))).toEqual([]);
    await withRedis(async (redis) => {
      for (const key of await keysOf(redis, KEYS.result('*'), 4)) await damage(redis, key);
    });
    expect(comparable(await sweepBy(await world.coordinator()))).toEqual(expected);
    expect(worker.fake.begun).toHaveLength(4);
  });

  test('as the data of a job is written again', async () => {
    const by = await world.coordinator({ store: 'a2' });
    const sweeping = sweepBy(by);
    await withRedis(async (redis) => {
      for (const key of await keysOf(redis, `${PREFIX}:${queueOfKind('*')}:run-*`, 4))
        await redis.hset(key, 'data', '{');
    });
    await by.interrupt(false);
    await sweeping;
    await world.worker();
    expect(comparable(await sweepBy(await world.coordinator()))).toEqual(expected);
  });
});

describe.skipIf(!HAS_REDIS)('Data of jobs that are no JSON', () => {
  test('are written again by who waits for the jobs, and all are done', async () => {
    const sweeping = sweepBy(await world.coordinator());
    await withRedis(async (redis) => {
      for (const key of await keysOf(redis, `${PREFIX}:${queueOfKind('*')}:run-*`, 4))
        await redis.hset(key, 'data', '{');
    });
    const worker = await world.worker();
    expect(comparable(await sweeping)).toEqual(expected);
    expect(worker.said).toContainEqual(expect.stringMatching(/is no job .* data that are no JSON/));
  });

  test('that nobody waits for are no job: they keep no worker waiting', async () => {
    const by = await world.coordinator();
    const sweeping = sweepBy(by);
    await withRedis(async (redis) => {
      await keysOf(redis, `${PREFIX}:${queueOfKind('*')}:run-*`, 4);
      const queue = new Queue(queueOfKind((await redis.smembers(KEYS.open))[0]!), onConnection(redis));
      await queue.add('damaged', {}, { jobId: 'run-damaged', lifo: true });
      await redis.hset(queue.toKey('run-damaged'), 'data', '{');
      await queue.close();
    });
    const worker = await world.worker({ untilEmpty: true });
    expect(await worker.ended).toEqual({ done: 4, failed: 1 });
    expect(comparable(await sweeping)).toEqual(expected);
    expect((await withRedis(statusOf)).failed.map(({ name }) => name)).toEqual(['damaged']);
  });
});

describe.skipIf(!HAS_REDIS)('A server whose memory is full', () => {
  test('keeps workers and coordinators waiting, which say so; nothing is lost, and nothing trained twice', async () => {
    const full = (redis: Redis) => redis.config('SET', 'maxmemory', '1');
    const fake: Fake = { begun: [], milliseconds: 100, before: () => (fake.begun.length === 2 ? withRedis(full) : {}) };
    const worker = await world.worker({ fake, timing: { lock: 10_000, renew: 300, stalled: 300, idle: 20 } });
    const said: string[] = [];
    const sweeping = sweepBy(await world.coordinator({ say: (text) => said.push(text) }));
    await until(() => worker.said.some((text) => text.includes('its memory is full')));
    const late = sweepBy(await world.coordinator({ store: 'a2', say: (text) => said.push(text) }), {});
    await new Promise((resolve) => setTimeout(resolve, 500));
    await withRedis((redis) => redis.config('SET', 'maxmemory', '0'));
    expect(comparable(await sweeping)).toEqual(expected);
    expect(comparable(await late)).toEqual(expected);
    expect(begunBy(worker)).toHaveLength(4);
  });

  test('takes jobs once it has room', async () => {
    await withRedis((redis) => redis.config('SET', 'maxmemory', '1'));
    const said: string[] = [];
    const sweeping = world.coordinator({ say: (text) => said.push(text) }).then((by) => sweepBy(by));
    await until(() => said.length > 0);
    expect(said[0]).toBe(
      'The server of the queue takes nothing now: its memory is full (`maxmemory`). It is tried again, and nothing is lost.',
    );
    await withRedis((redis) => redis.config('SET', 'maxmemory', '0'));
    await world.worker();
    expect(comparable(await sweeping)).toEqual(expected);
  });
});

describe.skipIf(!HAS_REDIS)('Ctrl-C of a sweep whose server went away', () => {
  test.each([true, false])('ends it (takes back: %s)', async (takesBack) => {
    const server = await startRedis(path.join(world.folder, `away-${takesBack}`));
    const stop = new AbortController();
    const said: string[] = [];
    const sweeping = sweepOnQueue(RECIPES, SEEDS, {
      ...{ queue: server.url, takesBack, signal: stop.signal, say: (text: string) => said.push(text), thaw: 'test' },
      ...{ images: IMAGES, classNames: CLASSES, dataFolder: '/images', folder: path.join(world.folder, 'a') },
    });
    const { redis, close } = await world.connection(server.url);
    await keysOf(redis, `${PREFIX}:${queueOfKind('*')}:run-*`, 4);
    close();
    await server.kill();
    await until(() => said.some((text) => text.includes('cannot be reached')));
    stop.abort();
    expect(failuresOf(await sweeping)).toEqual(
      RECIPES.flatMap(({ name }) => SEEDS.map((seed) => `${name}, ${seed}: interrupted; run again to resume`)),
    );
    expect(said.some((text) => text === 'The queue cannot be reached: the jobs stay in it.')).toBe(takesBack);
  });
});
