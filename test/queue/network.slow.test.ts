import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawTwoClasses } from '../fixtures/drawTwoClasses.js';
import { epochsOf, figuresOf, type Machine, type MachineWorker, soon, startWorker, sweepOn } from './machines.js';
import { type TestNetwork, testNetwork } from './namespaces.js';
import { HAS_REDIS, type RedisServer, startRedis } from './redisServer.js';

/** Longer than a job of these workers may be silent. */
const CUT = 6000;

const network: TestNetwork | undefined = HAS_REDIS ? testNetwork() : undefined;
if (HAS_REDIS && network === undefined)
  console.warn('Skipped: machines with addresses of their own (no network namespaces).');

describe.skipIf(network === undefined)('Machines with addresses of their own', () => {
  let folder: string;
  let server: RedisServer;
  const workers: MachineWorker[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'thaw-network-'));
    await drawTwoClasses(path.join(folder, 'images'));
    server = await startRedis(path.join(folder, 'redis'), [
      '--bind',
      '127.0.0.1',
      network!.server,
      '--protected-mode',
      'no',
    ]);
  });
  afterAll(async () => {
    for (const { child } of workers) child.kill('SIGKILL');
    await Promise.all(workers.map(({ ended }) => ended));
    await server.stop();
    network!.close();
    rmSync(folder, { recursive: true });
  });

  function machine(name: string, run?: string[]): Machine {
    const own = path.join(folder, name);
    cpSync(path.join(folder, 'images'), path.join(own, 'photos'), { recursive: true });
    return { folder: own, images: path.join(own, 'photos'), run };
  }

  test('end a sweep as one machine does, where one is cut off in the middle, and the server is killed and started again', async () => {
    const expected = figuresOf(await sweepOn(machine('unbroken')));
    const url = `redis://${network!.server}:${server.port}`;
    const places = [network!.add(), network!.add(), network!.add()];
    const [here, one, two] = ['here', 'one', 'two'].map((name, i) => machine(name, places[i].run));
    for (const on of [one, two]) workers.push(await startWorker(on, url));
    const sweeping = sweepOn(here, url);
    while (epochsOf(one).size === 0 || epochsOf(two).size === 0) await soon();
    places[1].cut();
    await new Promise((resolve) => setTimeout(resolve, CUT / 2));
    await server.kill();
    await new Promise((resolve) => setTimeout(resolve, CUT / 2));
    await server.start();
    places[1].mend();
    expect(figuresOf(await sweeping)).toEqual(expected);
    // Each run has a whole training on some machine; those that were cut off may have two.
    const runs = [...epochsOf(one).keys(), ...epochsOf(two).keys()];
    expect(new Set(runs).size).toBe(4);
    expect(runs.length).toBeLessThanOrEqual(6);
  });
});
