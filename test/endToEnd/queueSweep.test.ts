import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type JupyterServer, startJupyterServer } from '../../src/report/jupyterServer.js';
import { drawTwoClasses } from '../fixtures/drawTwoClasses.js';
import { type MachineWorker, startWorker } from '../queue/machines.js';
import { HAS_REDIS, type RedisServer, startRedis } from '../queue/redisServer.js';
import { type LiveKernel, liveKernel } from './liveKernel.js';
import { environment, PROJECT } from './project.js';

const RUNS = path.join(PROJECT, 'runs');
const PASSWORD = 'geheim-c41e';
/** Of the runs of this test alone: finished runs would be read. */
const SEED = Date.now() % 1_000_000_000;

const OPEN = `import * as thaw from '../dist';
const dataset = await thaw.openDataset(thaw.notebookSettings());
const recipe = thaw.withChanges(thaw.REFERENCE_RECIPE, {
  height: 48, width: 64, epochs: 2, seed: ${SEED}, backbone: { name: 'SmallCnn', weights: 'random' },
  unfrozen: { above: 'everything', batchNormalization: false }, batchNormalization: 'moving',
  scaling: [{ step: 'rescale', factor: 1 / 255 }], augmentation: null, head: { units: [], dropout: 0 },
});
const recipes = thaw.grid(recipe, { learningRate: [1e-3, 1e-4] });`;

describe.skipIf(!HAS_REDIS)('A sweep of a notebook over a queue', () => {
  let folder: string;
  let redis: RedisServer;
  let server: JupyterServer;
  let kernel: LiveKernel;
  let worker: MachineWorker | undefined;
  const before = new Set(runFolders());

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'thaw-notebook-queue-'));
    const data = path.join(folder, 'photos');
    await drawTwoClasses(data, 8, 4);
    redis = await startRedis(path.join(folder, 'redis'), ['--requirepass', PASSWORD]);
    server = await startJupyterServer(environment(), path.join(PROJECT, 'notebooks'), {
      ...{ THAW_DATA: data, THAW_SETTINGS: '{}', THAW_QUEUE_PASSWORD: PASSWORD },
    });
    kernel = await liveKernel(server);
    const opened = kernel.run(OPEN);
    expect(await opened.ended(), opened.text()).toBe('ok');
  });
  afterAll(async () => {
    worker?.child.kill('SIGKILL');
    await worker?.ended;
    await kernel?.close();
    await server?.stop();
    await redis?.stop();
    for (const name of runFolders()) if (!before.has(name)) rmSync(path.join(RUNS, name), { recursive: true });
    rmSync(folder, { recursive: true });
  });

  test('says that no worker is there, shows what one does, and gives runs that the next cell reads', async () => {
    const cell = kernel.run(`const swept = await thaw.sweep(recipes, 2, dataset, { queue: '${redis.url}' });`);
    await cell.shows(
      /0 of 4 runs done, 4 waiting\.[\s\S]*No worker is there: start `thaw worker --queue redis:\/\/127\.0\.0\.1:\d+`/,
    );
    const machine = path.join(folder, 'beside');
    mkdirSync(machine);
    const images = path.join(folder, 'photos');
    worker = await startWorker({ folder: machine, images, env: { THAW_QUEUE_PASSWORD: PASSWORD } }, redis.url);
    await cell.shows(/ 1 running, [\s\S]* on beside|epoch \d of 2 on beside/);
    expect(await cell.ended(), cell.text()).toBe('ok');
    expect(cell.text()).toMatch(/4 of 4 runs done\. Done: beside 4\./);
    expect(cell.text()).not.toContain(PASSWORD);

    const again = kernel.run(`const read = await thaw.sweep(recipes, 2, dataset);
console.log(JSON.stringify(read) === JSON.stringify(swept) ? 'the same runs' : 'other runs');`);
    expect(await again.ended(), again.text()).toBe('ok');
    expect(again.text()).toMatch(/the same runs/);
    expect(again.text().match(/, read/g)).toHaveLength(4);
    // A run is what the other machine has written, and holds no password.
    const own = readdirSync(path.join(machine, 'runs')).filter((name) => /^[0-9a-f]{16}$/.test(name));
    expect(own).toHaveLength(4);
    for (const id of own) {
      const [here, there] = [RUNS, path.join(machine, 'runs')].map((runs) =>
        readFileSync(path.join(runs, id, 'run.json'), 'utf8'),
      );
      expect(here).toBe(there);
      expect(here).not.toContain(PASSWORD);
    }
  });
});

function runFolders(): string[] {
  try {
    return readdirSync(RUNS).filter((name) => /^[0-9a-f]{16}$/.test(name));
  } catch {
    return [];
  }
}
