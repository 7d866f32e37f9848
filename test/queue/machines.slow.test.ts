import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { drawTwoClasses } from '../fixtures/drawTwoClasses.js';
import {
  epochsOf,
  figuresOf,
  type Machine,
  type MachineWorker,
  soon,
  startSweep,
  startWorker,
  sweepOn,
} from './machines.js';
import { HAS_REDIS, type RedisServer, startRedis } from './redisServer.js';

const PROJECT = path.join(import.meta.dirname, '../..');
const EPOCHS = 4;

let folder: string;
let expected: unknown;
let server: RedisServer;
let workers: MachineWorker[] = [];
let machines = 0;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-machines-'));
  await drawTwoClasses(path.join(folder, 'images'));
  if (HAS_REDIS) expected = figuresOf(await sweepOn(machine('unbroken')));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  if (HAS_REDIS) server = await startRedis(path.join(folder, `redis-${++machines}`));
});
afterEach(async () => {
  for (const { child } of workers) child.kill('SIGKILL');
  await Promise.all(workers.map(({ ended }) => ended));
  workers = [];
  await server?.stop();
});

/** A machine with a copy of the images at a path of its own. */
function machine(name: string, more: Partial<Machine> = {}): Machine {
  const own = path.join(folder, `${name}-${++machines}`);
  cpSync(path.join(folder, 'images'), path.join(own, 'photos'), { recursive: true });
  return { folder: own, images: path.join(own, 'photos'), ...more };
}

async function worker(on: Machine, untilEmpty = false): Promise<MachineWorker> {
  const started = await startWorker(on, server.url, untilEmpty);
  workers.push(started);
  return started;
}

/** Runs of a machine that are in the middle of their epochs. */
const underWay = (on: Machine): string[] =>
  [...epochsOf(on)].flatMap(([id, epochs]) => (epochs.length > 0 && epochs.length < EPOCHS ? [id] : []));

describe.skipIf(!HAS_REDIS)('A sweep over machines ends as one without', () => {
  test('where a worker is killed in the middle of a run and started again: one epoch is trained twice at most', async () => {
    const [here, one] = [machine('here'), machine('one')];
    const killed = await worker(one);
    const sweeping = sweepOn(here, server.url);
    while (underWay(one).length === 0) await soon();
    killed.child.kill('SIGKILL');
    expect(await killed.ended).toBe('SIGKILL');
    await worker(one);
    expect(figuresOf(await sweeping)).toEqual(expected);
    const epochs = [...epochsOf(one).values()];
    expect(epochs).toHaveLength(4);
    expect(epochs.flat().length).toBeLessThanOrEqual(4 * EPOCHS + 1);
  });

  test('where a worker is killed and never comes back: one run is trained by another machine', async () => {
    const [here, one, two] = [machine('here'), machine('one'), machine('two')];
    const killed = await worker(one);
    const sweeping = sweepOn(here, server.url);
    while (underWay(one).length === 0) await soon();
    await worker(two);
    killed.child.kill('SIGKILL');
    const swept = await sweeping;
    expect(figuresOf(swept)).toEqual(expected);
    const trained = [...epochsOf(one).values(), ...epochsOf(two).values()];
    expect(trained.filter(({ length }) => length === EPOCHS)).toHaveLength(4);
    expect(trained.length).toBeLessThanOrEqual(5);
    expect(new Set(swept.flatMap(({ runs }) => runs.map((run) => run.machine!.name)))).toContain(
      path.basename(two.folder),
    );
  });

  test('where the process that trains is killed, as by a system without memory: the run is tried once more', async () => {
    const [here, one] = [machine('here'), machine('one')];
    const { child } = await worker(one);
    const sweeping = sweepOn(here, server.url);
    while (underWay(one).length === 0) await soon();
    const [training] = execFileSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' })
      .trim()
      .split('\n');
    process.kill(Number(training), 'SIGKILL');
    expect(figuresOf(await sweeping)).toEqual(expected);
  });

  test('where the clocks of two workers are an hour off, one this way and one that way', async () => {
    const here = machine('here');
    for (const hours of [1, -1]) {
      const shift = path.join(folder, `shift-${hours}.cjs`);
      writeFileSync(
        shift,
        `const now = Date.now; Date.now = () => now() + ${hours * 3600_000};
const Real = Date; globalThis.Date = class extends Real { constructor(...given) { if (given.length === 0) super(Real.now()); else super(...given); } };`,
      );
      await worker(machine(`clock${hours}`, { env: { NODE_OPTIONS: `--require ${shift}` } }));
    }
    expect(figuresOf(await sweepOn(here, server.url))).toEqual(expected);
  });

  test('with a worker of other code, which takes no job', async () => {
    const [here, one] = [machine('here'), machine('one')];
    const copy = path.join(folder, 'copy');
    mkdirSync(copy);
    for (const name of ['dist', 'setup', 'package.json'])
      cpSync(path.join(PROJECT, name), path.join(copy, name), { recursive: true });
    symlinkSync(path.join(PROJECT, 'node_modules'), path.join(copy, 'node_modules'));
    appendFileSync(path.join(copy, 'dist', 'run', 'trainPhase.js'), '// A change.\n');
    const other = machine('other', { dist: path.join(copy, 'dist') });
    const refusing = await worker(other);
    await worker(one);
    expect(figuresOf(await sweepOn(here, server.url))).toEqual(expected);
    expect(refusing.said()).toMatch(
      /Jobs are left to other workers: the jobs are of thaw [\d.]+ \(build \w+\), and this worker is thaw [\d.]+ \(build \w+\)\./,
    );
    expect(epochsOf(other).size).toBe(0);
  });

  test('where a worker is asked to end, as by a batch system: its run goes on where it stopped', async () => {
    const [here, one] = [machine('here'), machine('one')];
    const first = await worker(one);
    const sweeping = sweepOn(here, server.url);
    while (underWay(one).length === 0) await soon();
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    const last = await worker(one, true);
    expect(figuresOf(await sweeping)).toEqual(expected);
    expect(await last.ended).toBe(0);
    expect([...epochsOf(one).values()].flat().length).toBeLessThanOrEqual(4 * EPOCHS + 1);
  });

  test('where the coordinator is killed and started again: no epoch is trained twice', async () => {
    const [here, one] = [machine('here'), machine('one')];
    await worker(one);
    const { child, swept } = startSweep(here, server.url);
    const killed = swept.catch((error: NodeJS.ErrnoException & { signal?: string }) => error.signal);
    while (epochsOf(here).size === 0) await soon();
    child.kill('SIGKILL');
    expect(await killed).toBe('SIGKILL');
    expect(figuresOf(await sweepOn(here, server.url))).toEqual(expected);
    expect([...epochsOf(one).values()].flat()).toHaveLength(4 * EPOCHS);
  });

  test('with a recipe that no machine can train, which is told with its error, after two tries', async () => {
    const changes = { backbone: { name: 'InceptionV3', weights: 'random' }, height: 32, width: 32 };
    const [here, one] = [machine('here', { changes }), machine('one')];
    await worker(one);
    const swept = await sweepOn(here, server.url);
    const failures = swept.flatMap((each) => each.failures.map(({ reason }) => reason));
    expect(failures).toHaveLength(4);
    for (const reason of failures) expect(reason).toMatch(/^InceptionV3 expects images of .*the second time\)$/);
  });

  /** Whether this process may mount a disk of its own. */
  const canMount = (): boolean => {
    const place = mkdtempSync(path.join(tmpdir(), 'thaw-mount-'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place]).status === 0;
    if (mounted) execFileSync('umount', [place]);
    rmSync(place, { recursive: true });
    return mounted;
  };
  test.skipIf(!canMount())(
    'where the disk of a worker is full: it ends, and its run is trained by another machine',
    async () => {
      const [here, full, two] = [machine('here'), machine('full'), machine('two')];
      mkdirSync(path.join(full.folder, 'runs'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path.join(full.folder, 'runs')]);
      try {
        const ending = await worker(full);
        const sweeping = sweepOn(here, server.url);
        expect(await ending.ended).toBe(0);
        expect(ending.said()).toMatch(/"fault":"[^"]*no space left on device/);
        await worker(two);
        expect(figuresOf(await sweeping)).toEqual(expected);
      } finally {
        execFileSync('umount', [path.join(full.folder, 'runs')]);
      }
    },
  );
});
