import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readQueueAddress } from '../../src/queue/address.js';
import { type Connection, connect } from '../../src/queue/connection.js';
import { type Coordinator, type CoordinatorOptions, openCoordinator } from '../../src/queue/coordinator.js';
import { byDigest } from '../../src/queue/imageIndex.js';
import { type ServeOptions, type Serving, serveQueue } from '../../src/queue/serve.js';
import { grid } from '../../src/recipe/grid.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import { type SweepOptions, type Swept, sweep } from '../../src/store/sweep.js';
import { CLASSES, type Fake, fakeImages, fakeTrainer } from './fakeTrainer.js';
import { HAS_REDIS, type RedisServer, startRedis } from './redisServer.js';

export const RECIPES = grid(
  withChanges(REFERENCE_RECIPE, {
    backbone: { name: 'SmallCnn', weights: 'random' },
    unfrozen: { above: 'everything', batchNormalization: false },
  }),
  { learningRate: [1e-3, 1e-4] },
);
export const SEEDS = [1, 2];
export const IMAGES = fakeImages(12);
/** A worker that was killed is missed after a second. */
export const QUICK = { lock: 1000, renew: 300, stalled: 300, idle: 20 };

export interface TestWorkerOptions extends Partial<ServeOptions> {
  /** Its folder of runs, and its name. Default `b` */
  store?: string;
  fake?: Fake;
  /** Default that of the server. */
  url?: string;
}

export interface TestWorker extends Serving {
  said: string[];
  fake: Fake;
}

/** A server, and machines with folders of runs of their own, all in this process. */
export interface QueueWorld {
  folder: string;
  server: RedisServer;
  connection(url?: string): Promise<Connection>;
  worker(options?: TestWorkerOptions): Promise<TestWorker>;
  coordinator(options?: Partial<CoordinatorOptions> & { store?: string; url?: string }): Promise<Coordinator>;
  /** Ends workers and coordinators, and empties the server. */
  clean(): Promise<void>;
  end(): Promise<void>;
}

export async function queueWorld(): Promise<QueueWorld> {
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-queue-'));
  const server = HAS_REDIS ? await startRedis(path.join(folder, 'redis')) : (undefined as unknown as RedisServer);
  const opened: (() => Promise<unknown>)[] = [];
  const connection = async (url = server.url): Promise<Connection> => await connect(readQueueAddress(url, {}));
  return {
    folder,
    server,
    connection,
    worker: async ({ store = 'b', fake = { begun: [] }, url, ...options } = {}) => {
      const open = await connection(url);
      const said: string[] = [];
      const serving = await serveQueue({
        connection: open,
        images: byDigest(IMAGES),
        setting: { folder: path.join(folder, store), cacheFolder: path.join(folder, 'cache') },
        machine: store,
        thaw: 'test',
        timing: QUICK,
        open: fakeTrainer(fake),
        say: (text) => said.push(text),
        ...options,
      });
      opened.push(async () => {
        serving.stop();
        await serving.ended;
        open.close();
      });
      return { ...serving, said, fake };
    },
    coordinator: async ({ store = 'a', url, ...options } = {}) => {
      const open = await connection(url);
      const own = { images: IMAGES, classNames: CLASSES, dataFolder: '/images', folder: path.join(folder, store) };
      const quiet = { thaw: 'test', interval: 200, say: () => {} };
      const made = await openCoordinator({ connection: open, ...own, ...quiet, ...options });
      opened.push(async () => {
        await made.end();
        open.close();
      });
      return made;
    },
    clean: async () => {
      for (const end of opened.splice(0)) await end();
      const { redis, close } = await connection();
      await redis.flushall();
      close();
      await Promise.all(
        ['a', 'b', 'c', 'a2'].map((store) => rm(path.join(folder, store), { recursive: true, force: true })),
      );
    },
    end: async () => {
      await server?.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** The sweep of all recipes and seeds. */
export async function sweepBy(by: Coordinator, options: Partial<SweepOptions> = {}): Promise<Swept[]> {
  return await sweep(RECIPES, SEEDS, { workers: by.workers(RECIPES.length * SEEDS.length), ...options });
}

/** The same sweep without a queue. */
export async function sweepHere(folder: string): Promise<Swept[]> {
  const open = fakeTrainer({ begun: [] });
  return await sweep(RECIPES, SEEDS, {
    workers: [open({ folder, cacheFolder: '', images: IMAGES, classNames: CLASSES })],
  });
}

/** What is the same wherever runs were trained. */
export function comparable(all: readonly Swept[]): unknown {
  return all.map(({ runs, ...rest }) => ({ ...rest, runs: runs.map(({ machine, ...run }) => run) }));
}

export function failuresOf(all: readonly Swept[]): string[] {
  return all.flatMap(({ name, failures }) => failures.map(({ seed, reason }) => `${name}, ${seed}: ${reason}`));
}

/** Names of jobs that were begun, in alphabetical order. */
export function begunBy(...workers: readonly TestWorker[]): string[] {
  return workers.flatMap(({ fake }) => fake.begun.map(({ name, seed }) => `${name}, ${seed}`)).sort();
}

/** Waits until something holds. */
export async function until(holds: () => unknown): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}
