import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { byDigest } from '../../src/queue/imageIndex.js';
import { kindOf } from '../../src/queue/jobData.js';
import { KEYS, queueOfKind } from '../../src/queue/keys.js';
import { onConnection } from '../../src/queue/kinds.js';
import { livingWorkers } from '../../src/queue/workerStatus.js';
import { withChanges } from '../../src/recipe/recipe.js';
import { type Job, type JobState, sweep } from '../../src/store/sweep.js';
import { fakeImages } from './fakeTrainer.js';
import {
  begunBy,
  comparable,
  failuresOf,
  IMAGES,
  type QueueWorld,
  queueWorld,
  RECIPES,
  sweepBy,
  sweepHere,
  until,
} from './queueWorld.js';
import { HAS_REDIS } from './redisServer.js';

const ALL = ['learningRate 0.0001, 1', 'learningRate 0.0001, 2', 'learningRate 0.001, 1', 'learningRate 0.001, 2'];

let world: QueueWorld;
beforeAll(async () => {
  world = await queueWorld();
});
afterAll(() => world.end());
afterEach(() => world.clean());

describe.skipIf(!HAS_REDIS)('A sweep over a queue', () => {
  test('gives the same runs as without a queue, in the same folders, marked with the machine', async () => {
    const [b, c] = [await world.worker(), await world.worker({ store: 'c', jobs: 2 })];
    const swept = await sweepBy(await world.coordinator());
    expect(comparable(swept)).toEqual(comparable(await sweepHere(path.join(world.folder, 'a2'))));
    expect(begunBy(b, c)).toEqual(ALL);
    const read = (...names: string[]) => readFileSync(path.join(world.folder, ...names), 'utf8');
    for (const { id, machine, recipe } of swept.flatMap(({ runs }) => runs)) {
      expect(['b', 'c']).toContain(machine!.name);
      expect(JSON.parse(read('a', id, 'recipe.json'))).toEqual(recipe);
      expect(read('a', id, 'log.jsonl')).toBe('');
      expect(existsSync(path.join(world.folder, 'a', id, 'best.safetensors'))).toBe(false);
      expect(read('a', id, 'run.json')).toBe(read(machine!.name, id, 'run.json'));
    }
  });

  test('asked for again, everything is read, and no worker is needed', async () => {
    const worker = await world.worker();
    await sweepBy(await world.coordinator());
    worker.stop();
    await worker.ended;
    const states: JobState[] = [];
    const again = await sweepBy(await world.coordinator(), { onChange: (jobs) => states.push(...jobs) });
    expect(again.map(({ runs }) => runs.length)).toEqual([2, 2]);
    expect(states.filter((state) => state.state === 'done').every(({ wasRead }) => wasRead)).toBe(true);
  });

  test('shows which jobs wait, and which machine works on the others', async () => {
    await world.worker({ fake: { begun: [], milliseconds: 50 } });
    const seen = new Set<string>();
    await sweepBy(await world.coordinator(), {
      onChange: (jobs: readonly (Job & JobState)[]) => {
        for (const job of jobs)
          seen.add(job.state === 'running' && job.worker !== undefined ? `on ${job.worker}` : job.state);
      },
    });
    expect([...seen]).toEqual(expect.arrayContaining(['waiting', 'on b', 'done']));
  });

  test('two recipes that are the same are trained once', async () => {
    const worker = await world.worker();
    const twice = [RECIPES[0], { ...RECIPES[0], name: 'the same' }];
    const [one, two] = await sweep(twice, [1], { workers: (await world.coordinator()).workers(2) });
    expect(worker.fake.begun).toHaveLength(1);
    expect(one.runs).toEqual(two.runs);
  });
});

describe.skipIf(!HAS_REDIS)('A worker that does not fit', () => {
  test.each([
    [
      'other images',
      { images: byDigest(IMAGES.slice(3)) },
      '3 of 12 images are not in the folder of this worker, such as a/0.png',
    ],
    ['no images of these', { images: byDigest(fakeImages(12, 'c')) }, '12 of 12 images are not in the folder'],
    ['another version', { thaw: 'other' }, 'the jobs are of thaw test, and this worker is thaw other'],
  ])(
    'with %s leaves the jobs to another one, and names the difference',
    async (_, difference, why) => {
      const other = await world.worker({ store: 'c', ...difference });
      const by = await world.coordinator();
      const sweeping = sweepBy(by);
      await until(() => other.said.length > 0);
      expect(other.said).toEqual([expect.stringContaining(why)]);
      const { redis, close } = await world.connection();
      await until(async () =>
        Object.values((await livingWorkers(redis))[0]!.refused).some((text) => text.includes(why)),
      );
      close();
      const fitting = await world.worker();
      expect(failuresOf(await sweeping)).toEqual([]);
      expect([begunBy(other), begunBy(fitting)]).toEqual([[], ALL]);
    },
    90_000,
  );

  test('with other weights, too', async () => {
    const file = path.join(world.folder, 'weights.h5');
    writeFileSync(file, 'those of the coordinator');
    const recipe = withChanges(RECIPES[0].recipe, { backbone: { name: 'SqueezeNet', weights: file } });
    const by = await world.coordinator();
    const states: string[] = [];
    const sweeping = sweep([{ name: 'own weights', recipe }], [1], {
      workers: by.workers(1),
      onChange: ([{ state }]) => states.push(state),
    });
    const { redis, close } = await world.connection();
    await until(async () => (await redis.scard(KEYS.open)) === 1);
    close();
    writeFileSync(file, 'those of the worker');
    const worker = await world.worker();
    await until(() => worker.said.length > 0);
    expect(worker.said[0]).toContain(`the weights ${file} of SqueezeNet are not those of the jobs here`);
    await by.interrupt(true);
    expect((await sweeping)[0].failures[0].reason).toMatch(/^interrupted/);
    expect(worker.fake.begun).toEqual([]);
  });
});

describe.skipIf(!HAS_REDIS)('A job that fails', () => {
  const failing = (reason: string) => ({
    begun: [],
    before: ({ name, seed }: Job) => {
      if (name === 'learningRate 0.001' && seed === 1) throw new Error(reason);
    },
  });

  test('is tried once more by another worker, and counts where that succeeds', async () => {
    const fails = failing('the driver of b hung');
    let arrive!: () => void;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    // It fails only once the other worker is there: alone, it would be the one that tries again.
    const before = async (job: Job): Promise<void> => {
      if (job.name === 'learningRate 0.001' && job.seed === 1) await arrived;
      fails.before(job);
    };
    const bad = await world.worker({ fake: { begun: [], before } });
    const by = await world.coordinator();
    const sweeping = sweepBy(by);
    await until(() => begunBy(bad).includes('learningRate 0.001, 1'));
    const good = await world.worker({ store: 'c' });
    arrive();
    const swept = await sweeping;
    expect(failuresOf(swept)).toEqual([]);
    expect(bad.said).toContain('learningRate 0.001, seed 1 failed, and is tried once more: the driver of b hung');
    expect(begunBy(good)).toContain('learningRate 0.001, 1');
    expect(swept[0].runs[0].machine!.name).toBe('c');
  });

  test('twice is told with its error and machine, is tried no third time, and stops no other job', async () => {
    const workers = [
      await world.worker({ fake: failing('no number') }),
      await world.worker({ store: 'c', fake: failing('no number') }),
    ];
    const swept = await sweepBy(await world.coordinator());
    expect(failuresOf(swept)).toEqual([
      expect.stringMatching(/^learningRate 0.001, 1: no number \(on [bc], the second time\)$/),
    ]);
    expect(begunBy(...workers).filter((job) => job === 'learningRate 0.001, 1')).toHaveLength(2);
    const tries = workers.map(
      ({ fake }) => fake.begun.filter(({ name, seed }) => name === 'learningRate 0.001' && seed === 1).length,
    );
    expect(tries).toEqual([1, 1]);
    expect(swept.map(({ runs }) => runs.length)).toEqual([1, 2]);
  });

  test('where there is no other worker, is tried again by the same one', async () => {
    const worker = await world.worker({ fake: failing('no number') });
    expect(failuresOf(await sweepBy(await world.coordinator()))).toHaveLength(1);
    expect(begunBy(worker).filter((job) => job === 'learningRate 0.001, 1')).toHaveLength(2);
  });

  test('is tried again when the sweep is run again', async () => {
    const fake: { begun: Job[]; before?: (job: Job) => void } = failing('no number');
    await world.worker({ fake });
    expect(failuresOf(await sweepBy(await world.coordinator()))).toHaveLength(1);
    fake.before = undefined;
    expect(failuresOf(await sweepBy(await world.coordinator()))).toEqual([]);
  });
});

describe.skipIf(!HAS_REDIS)('What is no job', () => {
  test('fails at once, is not tried again, and the worker goes on', async () => {
    const { redis, close } = await world.connection();
    const by = await world.coordinator();
    const sweeping = sweepBy(by);
    await until(async () => (await redis.scard(KEYS.open)) === 1);
    const [kind] = await redis.smembers(KEYS.open);
    const queue = new Queue(queueOfKind(kind), onConnection(redis));
    const good = (await queue.getWaiting())[0].data;
    const requirements = JSON.parse((await redis.get(KEYS.kind(kind)))!);
    const bad: [object, RegExp][] = [
      [{}, /Field '.*' of the job/],
      [
        { ...good, recipe: { ...good.recipe, epochs: 'require("fs")' } },
        /Field 'recipe.epochs' of the job does not fit/,
      ],
      [{ ...good, command: 'rm -rf /' }, /has no field 'command'/],
      [{ ...good, run: '../../etc/passwd' }, /Field 'run' of the job/],
      [{ ...good, name: 'x'.repeat(100_000) }, /Field 'name' of the job does not fit: a text of at most 10000 char/],
      [JSON.parse(`{"__proto__": ${JSON.stringify(good)}}`), /has no field '__proto__'|Field '.*' of the job/],
      [{ ...good, requirements: { ...requirements, thaw: 'other' } }, /queue that it does not belong to/],
    ];
    const jobs = await queue.addBulk(bad.map(([data], i) => ({ name: `bad ${i}`, data, opts: { lifo: true } })));
    const worker = await world.worker();
    expect(failuresOf(await sweeping)).toEqual([]);
    expect(begunBy(worker)).toEqual(ALL);
    expect(worker.said.filter((text) => text.startsWith('Something in the queue is no job'))).toHaveLength(bad.length);
    for (const [i, job] of jobs.entries()) {
      expect(JSON.parse((await queue.getJob(job.id!))!.failedReason).reason).toMatch(bad[i][1]);
    }
    await queue.close();
    close();
  });

  test('such as one with the name of another run, fails before it is trained', async () => {
    const by = await world.coordinator();
    const sweeping = sweepBy(by);
    const { redis, close } = await world.connection();
    await until(async () => (await redis.scard(KEYS.open)) === 1);
    const queue = new Queue(queueOfKind((await redis.smembers(KEYS.open))[0]), onConnection(redis));
    const good = (await queue.getWaiting())[0].data;
    const run = 'deadbeef00000000';
    const job = await queue.add('other', { ...good, run }, { jobId: `run-${run}`, lifo: true });
    const worker = await world.worker();
    expect(failuresOf(await sweeping)).toEqual([]);
    expect(begunBy(worker)).toEqual(ALL);
    expect(JSON.parse((await queue.getJob(job.id!))!.failedReason).reason).toBe(
      `The run of this job is expected to be ${good.run}, the digest of all that it is made from. Received: ${run}. Ask for it with the version of thaw that the workers have.`,
    );
    await queue.close();
    close();
  });

  test.each([
    ['a path that can be none', 'a\u0000b.h5', /^Jobs are left to other workers: the weights a.b.h5 of/],
    [
      'one that is too long',
      `${'a/'.repeat(4000)}b.h5`,
      /^Jobs are left to other workers: the weights (a\/)+\.\.\.\.$/,
    ],
  ])('a kind of jobs whose weights are %s is left alone, and the worker goes on', async (_, weights, said) => {
    const by = await world.coordinator();
    const sweeping = sweepBy(by);
    const { redis, close } = await world.connection();
    await until(async () => (await redis.scard(KEYS.open)) === 1);
    const good = JSON.parse((await redis.get(KEYS.kind((await redis.smembers(KEYS.open))[0]!)))!);
    const asked = { ...good, backbone: { name: 'SqueezeNet', weights, digest: '0'.repeat(64) } };
    await redis.set(KEYS.kind(kindOf(asked)), JSON.stringify(asked));
    await redis.sadd(KEYS.open, kindOf(asked));
    const worker = await world.worker();
    expect(failuresOf(await sweeping)).toEqual([]);
    expect(worker.said).toContainEqual(expect.stringMatching(said));
    close();
  });

  test('a kind of jobs or a list of images that is damaged is left alone, and the worker goes on', async () => {
    const { redis, close } = await world.connection();
    const asked = { thaw: 'test', images: '0'.repeat(32), backbone: { name: 'SmallCnn' as const, weights: 'random' } };
    await redis.sadd(KEYS.open, '0000000000000000', kindOf(asked));
    await redis.set(KEYS.kind('0000000000000000'), '{"thaw"');
    await redis.set(KEYS.kind(kindOf(asked)), JSON.stringify(asked));
    await redis.set(KEYS.index(asked.images), 'no list');
    const worker = await world.worker();
    expect(failuresOf(await sweepBy(await world.coordinator()))).toEqual([]);
    expect(worker.said.filter((text) => text.includes('damaged'))).toHaveLength(2);
    close();
  });
});
