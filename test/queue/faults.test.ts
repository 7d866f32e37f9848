import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { KEYS } from '../../src/queue/keys.js';
import { fetchWeights } from '../../src/queue/weightPieces.js';
import { livingWorkers } from '../../src/queue/workerStatus.js';
import type { Job } from '../../src/store/sweep.js';
import { type Fake, fakeImages } from './fakeTrainer.js';
import {
  begunBy,
  comparable,
  failuresOf,
  type QueueWorld,
  queueWorld,
  sweepBy,
  sweepHere,
  until,
} from './queueWorld.js';
import { HAS_REDIS } from './redisServer.js';
import { tcpProxy } from './tcpProxy.js';

const ALL = ['learningRate 0.0001, 1', 'learningRate 0.0001, 2', 'learningRate 0.001, 1', 'learningRate 0.001, 2'];

let world: QueueWorld;
let expected: unknown;
beforeAll(async () => {
  world = await queueWorld();
  expected = comparable(await sweepHere(path.join(world.folder, 'here')));
});
afterAll(() => world.end());
afterEach(() => world.clean());

/** A fake that tells when its first job is under way, and takes a while for each. */
function slow(milliseconds = 300): Fake & { isBusy(): boolean } {
  const fake = { begun: [] as Job[], milliseconds, isBusy: () => fake.begun.length > 0 };
  return fake;
}

describe.skipIf(!HAS_REDIS)('A sweep over a queue ends as one without', () => {
  test.each(['refuse', 'silence'] as const)(
    'where the network between a worker and the queue is cut (%s), for longer than a job may be silent',
    async (how) => {
      const proxy = await tcpProxy(world.server.port);
      const fake = slow(500);
      const cutOff = await world.worker({ url: `redis://127.0.0.1:${proxy.port}`, fake });
      const sweeping = sweepBy(await world.coordinator());
      await until(fake.isBusy);
      proxy.cut(how);
      const other = await world.worker({ store: 'c', fake: slow(500) });
      await until(() => other.fake.begun.length >= 2);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      proxy.mend();
      const swept = await sweeping;
      expect(comparable(swept)).toEqual(expected);
      // One run was trained twice at most: that which the worker had when it was cut off.
      expect(begunBy(cutOff, other).length).toBeLessThanOrEqual(5);
      expect([...new Set(begunBy(cutOff, other))]).toEqual(ALL);
      cutOff.stop();
      await cutOff.ended;
      await proxy.close();
    },
  );

  test('where the network between the coordinator and the queue is cut', async () => {
    const proxy = await tcpProxy(world.server.port);
    const worker = await world.worker({ fake: slow(100) });
    const by = await world.coordinator({ url: `redis://127.0.0.1:${proxy.port}` });
    const sweeping = sweepBy(by);
    await until(() => worker.fake.begun.length > 0);
    proxy.cut();
    await until(() => worker.fake.begun.length === 4);
    await new Promise((resolve) => setTimeout(resolve, 300));
    proxy.mend();
    expect(comparable(await sweeping)).toEqual(expected);
    expect(begunBy(worker)).toEqual(ALL);
    await by.end();
    await proxy.close();
  });

  test('where the server is killed and started again with its append-only file', async () => {
    const workers = [await world.worker({ fake: slow(400) }), await world.worker({ store: 'c', fake: slow(400) })];
    const sweeping = sweepBy(await world.coordinator());
    await until(() => workers.every(({ fake }) => fake.begun.length > 0));
    await world.server.kill();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await world.server.start();
    expect(comparable(await sweeping)).toEqual(expected);
    expect([...new Set(begunBy(...workers))]).toEqual(ALL);
    expect(begunBy(...workers).length).toBeLessThanOrEqual(6);
  });

  test('where the server forgets everything', async () => {
    const worker = await world.worker({ fake: slow(300) });
    const sweeping = sweepBy(await world.coordinator());
    await until(() => worker.fake.begun.length === 2);
    const { redis, close } = await world.connection();
    await redis.flushall();
    close();
    expect(comparable(await sweeping)).toEqual(expected);
    // What was finished is read by the worker that finished it.
    expect(begunBy(worker)).toEqual(ALL);
  });

  test('where a worker is stopped in the middle of a job, which goes back at once', async () => {
    const stopped = await world.worker({ fake: slow(60_000) });
    const sweeping = sweepBy(await world.coordinator());
    await until(() => stopped.fake.begun.length > 0);
    stopped.stop();
    expect(await stopped.ended).toEqual({ done: 0, failed: 0 });
    const other = await world.worker({ store: 'c' });
    expect(comparable(await sweeping)).toEqual(expected);
    expect(begunBy(other)).toEqual(ALL);
  });

  test('where the disk of a worker is full: its job goes back, and it ends', async () => {
    const fake: Fake = {
      begun: [],
      before: () => {
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      },
    };
    const full = await world.worker({ fake });
    const sweeping = sweepBy(await world.coordinator());
    expect(await full.ended).toEqual({ done: 0, failed: 0, fault: 'ENOSPC: no space left on device, write' });
    expect(full.fake.begun).toHaveLength(1);
    await world.worker({ store: 'c' });
    expect(comparable(await sweeping)).toEqual(expected);
  });

  test('of two coordinators, with each run trained once', async () => {
    const workers = [await world.worker({ fake: slow(50) }), await world.worker({ store: 'c', fake: slow(50) })];
    const both = await Promise.all([
      sweepBy(await world.coordinator()),
      sweepBy(await world.coordinator({ store: 'a2' })),
    ]);
    expect(both.map(comparable)).toEqual([expected, expected]);
    expect(begunBy(...workers)).toEqual(ALL);
  });

  test('of two coordinators, one of which takes its jobs back', async () => {
    const by = [await world.coordinator(), await world.coordinator({ store: 'a2' })];
    const [first, second] = by.map((each) => sweepBy(each));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await by[0].interrupt(true);
    expect(failuresOf(await first)).toHaveLength(4);
    await world.worker();
    expect(comparable(await second)).toEqual(expected);
  });
});

describe.skipIf(!HAS_REDIS)('An interrupted coordinator', () => {
  test('leaves its jobs, which are done meanwhile, and the next one collects them', async () => {
    const by = await world.coordinator();
    const sweeping = sweepBy(by);
    const { redis, close } = await world.connection();
    await until(async () => (await redis.scard(KEYS.open)) === 1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await by.interrupt(false);
    const failures = failuresOf(await sweeping);
    expect(failures).toHaveLength(4);
    expect(failures[0]).toMatch(/interrupted; run again to resume/);
    const worker = await world.worker({ untilEmpty: true });
    expect(await worker.ended).toEqual({ done: 4, failed: 0 });
    expect(comparable(await sweepBy(await world.coordinator()))).toEqual(expected);
    expect(begunBy(worker)).toEqual(ALL);
    close();
  });

  test('takes back what waits where that is asked for', async () => {
    const by = await world.coordinator();
    const sweeping = sweepBy(by);
    const { redis, close } = await world.connection();
    await until(async () => (await redis.scard(KEYS.open)) === 1);
    await by.interrupt(true);
    await sweeping;
    const worker = await world.worker({ untilEmpty: true });
    expect(await worker.ended).toEqual({ done: 0, failed: 0 });
    close();
  });
});

describe.skipIf(!HAS_REDIS)('Weights', () => {
  test('are fetched from the machine that trained them, in pieces', async () => {
    const worker = await world.worker();
    const [{ runs }] = await sweepBy(await world.coordinator());
    const [{ id }] = runs;
    // Three pieces and a part of one.
    const weights = randomBytes(3 * 2 ** 20 + 12345);
    writeFileSync(path.join(world.folder, 'b', id, 'best.safetensors'), weights);
    const { redis, close } = await world.connection();
    const here = path.join(world.folder, 'a');
    const shown: number[] = [];
    const { file, wasThere } = await fetchWeights(redis, here, id, (done) => shown.push(done));
    const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect([wasThere, sha256(readFileSync(file))]).toEqual([false, sha256(weights)]);
    expect(shown.at(-1)).toBe(weights.length);
    expect((await fetchWeights(redis, here, id)).wasThere).toBe(true);
    // Nothing of them stays on the server.
    expect(await redis.keys('thaw:piece:*')).toEqual([]);
    await expect(fetchWeights(redis, here, runs[1].id)).rejects.toThrow(
      /Received: no such file there\. Train the run again\./,
    );
    await expect(fetchWeights(redis, here, '../b')).rejects.toThrow(
      'The name of a finished run is expected. Received: ../b.',
    );
    worker.stop();
    await worker.ended;
    await expect(fetchWeights(redis, here, runs[1].id)).rejects.toThrow('A worker of the machine b is expected');
    expect(await livingWorkers(redis)).toEqual([]);
    close();
  });
});

test('images of different marks are different', () => {
  expect(new Set([...fakeImages(20, 'a'), ...fakeImages(20, 'c')].map(({ digest }) => digest)).size).toBe(40);
});
