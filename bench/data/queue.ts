import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readQueueAddress } from '../../src/queue/address.js';
import { connect } from '../../src/queue/connection.js';
import { openCoordinator } from '../../src/queue/coordinator.js';
import { byDigest } from '../../src/queue/imageIndex.js';
import type { Trainer } from '../../src/queue/jobRunner.js';
import { serveQueue } from '../../src/queue/serve.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import type { WorkerSetting } from '../../src/store/forkWorker.js';
import { sweep } from '../../src/store/sweep.js';
import { drawTwoClasses } from '../../test/fixtures/drawTwoClasses.js';
import { CLASSES, fakeImages, fakeRun } from '../../test/queue/fakeTrainer.js';
import { figuresOf, type Machine, startWorker, sweepOn } from '../../test/queue/machines.js';
import { type RedisServer, startRedis } from '../../test/queue/redisServer.js';

const IMAGES = fakeImages(240);
const RECIPE = withChanges(REFERENCE_RECIPE, { backbone: { name: 'SqueezeNet', weights: 'random' } });
const PROJECT = path.join(import.meta.dirname, '../..');

/** A server and a folder, for the time of a measurement. */
export async function withServer<T>(measure: (server: RedisServer, folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'thaw-bench-queue-'));
  const server = await startRedis(path.join(folder, 'redis'));
  try {
    return await measure(server, folder);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

/** A training that sleeps. */
function sleeper(seconds: number): (setting: WorkerSetting) => Trainer {
  return ({ images, machine }) => ({
    run: async (job) => {
      await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
      return { run: fakeRun(job, images, machine), wasRead: false };
    },
    interrupt: () => {},
    end: async () => {},
  });
}

/** Seconds of a sweep whose jobs sleep, from its start to its last result; the workers are there before. */
export async function secondsOfSleep(workers: number, jobs: number, seconds: number): Promise<number> {
  return await withServer(async (server, folder) => {
    const open = () => connect(readQueueAddress(server.url, {}));
    const connections = await Promise.all(Array.from({ length: workers + 1 }, open));
    const setting = { folder: path.join(folder, 'runs'), cacheFolder: folder };
    const serving = await Promise.all(
      connections.slice(1).map((connection, i) =>
        serveQueue({
          ...{ connection, images: byDigest(IMAGES), setting, machine: `m${i}`, thaw: 'bench', say: () => {} },
          open: sleeper(seconds),
        }),
      ),
    );
    const from = performance.now();
    const coordinator = await openCoordinator({
      ...{ connection: connections[0], images: IMAGES, classNames: CLASSES, dataFolder: '/', thaw: 'bench' },
      folder: path.join(folder, 'here'),
      say: () => {},
    });
    const seeds = Array.from({ length: jobs }, (_, i) => i);
    const [{ runs }] = await sweep([{ name: 'a', recipe: RECIPE }], seeds, { workers: coordinator.workers(jobs) });
    const took = (performance.now() - from) / 1000;
    if (runs.length !== jobs) throw new Error(`${runs.length} of ${jobs} runs came back.`);
    for (const worker of serving) worker.stop();
    await Promise.all(serving.map(({ ended }) => ended));
    await coordinator.end();
    for (const { close } of connections) close();
    return took;
  });
}

/** In a process of its own: what jobs that wait add to its memory. */
const WAITING = `
const given = JSON.parse(process.argv[1]);
const from = (file) => require(given.dist + '/' + file);
(async () => {
  const connection = await from('queue/connection.js').connect(from('queue/address.js').readQueueAddress(given.url, {}));
  const coordinator = await from('queue/coordinator.js').openCoordinator({
    connection, images: given.images, classNames: ['a', 'b'], dataFolder: '/', folder: given.folder, say: () => {},
  });
  const { sweep } = from('store/sweep.js');
  const measured = () => { gc(); return process.memoryUsage().rss / 2 ** 20; };
  const before = measured();
  const began = performance.now();
  const seeds = Array.from({ length: given.jobs }, (_, i) => i);
  sweep([{ name: 'a', recipe: given.recipe }], seeds, { workers: coordinator.workers(given.jobs) });
  const { statusOf } = from('queue/status.js');
  while ((await statusOf(connection.redis)).waiting < given.jobs) await new Promise((done) => setTimeout(done, 100));
  const seconds = (performance.now() - began) / 1000;
  console.log(JSON.stringify({ before, after: measured(), seconds }));
  process.exit(0);
})();`;

/** Memory of a coordinator in MB (2^20 bytes) before and after so many jobs wait, and the seconds until they do. */
export async function memoryOfWaiting(jobs: number): Promise<{ before: number; after: number; seconds: number }> {
  return await withServer(async (server, folder) => {
    const given = { dist: path.join(PROJECT, 'dist'), url: server.url, images: IMAGES, recipe: RECIPE, folder, jobs };
    const words = ['--expose-gc', '-e', WAITING, JSON.stringify(given)];
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: PROJECT });
    return JSON.parse(stdout.trim().split('\n').at(-1)!);
  });
}

/**
 * Seconds of a sweep of eight trainings: in one process on one core; the same while the other core does the same, which is what two
 * cores of this machine make of twice the work; and by two workers on a core each.
 */
export async function secondsOfTrainings(epochs: number): Promise<{ one: number; both: number; two: number }> {
  return await withServer(async (server, folder) => {
    await drawTwoClasses(path.join(folder, 'images'), 40, 20);
    const onCore = (name: string, core: number): Machine => {
      const own = path.join(folder, name);
      cpSync(path.join(folder, 'images'), path.join(own, 'photos'), { recursive: true });
      const changes = { epochs, patience: epochs };
      const run = ['taskset', '-c', String(core)];
      return { folder: own, images: path.join(own, 'photos'), run, changes, seeds: [1, 2, 3, 4] };
    };
    const timed = async (on: Machine, url?: string): Promise<{ seconds: number; figures: unknown }> => {
      const from = performance.now();
      const swept = await sweepOn(on, url);
      return { seconds: (performance.now() - from) / 1000, figures: figuresOf(swept) };
    };
    const one = await timed(onCore('one', 0));
    const both = await Promise.all([timed(onCore('left', 0)), timed(onCore('right', 1))]);
    const workers = [await startWorker(onCore('a', 0), server.url), await startWorker(onCore('b', 1), server.url)];
    try {
      const two = await timed(onCore('here', 0), server.url);
      if (JSON.stringify(two.figures) !== JSON.stringify(one.figures)) throw new Error('The figures are not the same.');
      return { one: one.seconds, both: Math.max(...both.map(({ seconds }) => seconds)), two: two.seconds };
    } finally {
      for (const { child } of workers) child.kill('SIGKILL');
      await Promise.all(workers.map(({ ended }) => ended));
    }
  });
}
