import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Swept } from '../../src/store/sweep.js';

const PROJECT = path.join(import.meta.dirname, '../..');

/** Opens the images of a folder, and the recipes of the sweep. */
const OPEN = `
const given = JSON.parse(process.argv[1]);
const from = (file) => require(given.dist + '/' + file);
const open = async () => (await from('dataset/scan.js').scanImages(await from('dataset/classFolders.js').readClassFolders(given.images))).images;
const { REFERENCE_RECIPE, withChanges } = from('recipe/recipe.js');
const recipe = withChanges(REFERENCE_RECIPE, {
  height: 48, width: 64, backbone: { name: 'SmallCnn', weights: 'random' }, epochs: 4,
  unfrozen: { above: 'everything', batchNormalization: false }, batchNormalization: 'moving',
  scaling: [{ step: 'rescale', factor: 1 / 255 }], augmentation: null, head: { units: [], dropout: 0.2 },
});
const recipes = from('recipe/grid.js').grid(withChanges(recipe, given.changes ?? {}), { learningRate: [1e-3, 1e-4] });
`;

/** A worker, until it is stopped, with short times. */
const WORKER = `${OPEN}(async () => {
  const { connect } = from('queue/connection.js');
  const { readQueueAddress } = from('queue/address.js');
  const { byDigest } = from('queue/imageIndex.js');
  const serving = await from('queue/serve.js').serveQueue({
    connection: await connect(readQueueAddress(given.url)),
    images: byDigest(await open()),
    setting: { folder: given.store, cacheFolder: given.cache },
    machine: given.machine, untilEmpty: given.untilEmpty,
    timing: { lock: 3000, renew: 500, stalled: 500, idle: 50 },
    say: (text) => console.log(text),
  });
  console.log('ready');
  process.on('SIGTERM', () => serving.stop());
  console.log(JSON.stringify(await serving.ended));
  process.exit(0);
})();`;

/** A sweep over the queue, or, without one, in its own process. */
const SWEEP = `${OPEN}(async () => {
  const { sweepOnQueue } = from('queue/sweepOnQueue.js');
  const { sweep } = from('store/sweep.js');
  const images = await open();
  const classNames = ['a', 'b'];
  const here = () => sweep(recipes, given.seeds, {
    workers: [from('store/workerHere.js').workerHere({ folder: given.store, cacheFolder: given.cache, images, classNames })],
  });
  const onQueue = () => sweepOnQueue(recipes, given.seeds, {
    queue: given.url, takesBack: false, signal: new AbortController().signal, interval: 500,
    images, classNames, dataFolder: given.images, folder: given.store, say: () => {},
  });
  process.stdout.write(given.mark + JSON.stringify(await (given.url ? onQueue() : here())));
  process.exit(0);
})();`;

const MARK = 'answer: ';

/** A machine: a folder of runs and a cache of its own, and the images at a path of its own. */
export interface Machine {
  /** Folder of it. */
  folder: string;
  images: string;
  /** Compiled sources. Default those of the project */
  dist?: string;
  /** Words with which a command begins that runs on it. Default none */
  run?: string[];
  /** More environment variables. */
  env?: NodeJS.ProcessEnv;
  /** Fields of the recipe that are others. */
  changes?: object;
  /** Of each of the two recipes. Default 1 and 2 */
  seeds?: number[];
}

export interface MachineWorker {
  child: ChildProcess;
  said(): string;
  ended: Promise<NodeJS.Signals | number | null>;
}

const given = (
  { folder, images, dist = path.join(PROJECT, 'dist'), changes, seeds = [1, 2] }: Machine,
  more: object,
): string =>
  JSON.stringify({
    ...{ dist, images, changes, seeds, machine: path.basename(folder), mark: MARK },
    ...{ store: path.join(folder, 'runs'), cache: path.join(folder, 'cache') },
    ...more,
  });

/** Starts a worker on a machine. */
export async function startWorker(machine: Machine, url: string, untilEmpty = false): Promise<MachineWorker> {
  const [program, ...words] = [
    ...(machine.run ?? []),
    process.execPath,
    '-e',
    WORKER,
    given(machine, { url, untilEmpty }),
  ];
  const child = spawn(program, words, {
    cwd: PROJECT,
    env: { ...process.env, ...machine.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const add = (data: unknown): void => {
    text += data;
  };
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) => {
    child.on('exit', (code, signal) => resolve(signal ?? code));
  });
  while (!/^ready$/m.test(text)) {
    if (child.exitCode !== null) throw new Error(`The worker ended: ${text}`);
    await soon();
  }
  return { child, said: () => text, ended };
}

/** Runs the sweep on a machine. @param url of the queue; without it, the machine trains */
export async function sweepOn(machine: Machine, url?: string): Promise<Swept[]> {
  return await startSweep(machine, url).swept;
}

/** Starts the sweep on a machine, so that it can be killed. */
export function startSweep(machine: Machine, url?: string): { child: ChildProcess; swept: Promise<Swept[]> } {
  const [program, ...words] = [...(machine.run ?? []), process.execPath, '-e', SWEEP, given(machine, { url })];
  const running = promisify(execFile)(program, words, { cwd: PROJECT, maxBuffer: 2 ** 26 });
  const swept = running.then(({ stdout }) => JSON.parse(stdout.slice(stdout.indexOf(MARK) + MARK.length)) as Swept[]);
  return { child: running.child, swept };
}

/** What is the same wherever and whenever runs were trained. */
export function figuresOf(all: readonly Swept[]): unknown {
  return all.map(({ runs, ...rest }) => ({
    ...rest,
    runs: runs.map(({ seconds, finishedAt, machine, ...run }) => run),
  }));
}

/** Epochs that a machine has trained of its runs so far, by run; more than once where they were lost. */
export function epochsOf({ folder }: Machine): Map<string, number[]> {
  const runs = path.join(folder, 'runs');
  if (!existsSync(runs)) return new Map();
  return new Map(
    readdirSync(runs).flatMap((id): [string, number[]][] => {
      const file = path.join(runs, id, 'log.jsonl');
      if (!existsSync(file)) return [];
      const lines = readFileSync(file, 'utf8').trim().split('\n');
      return [
        [id, lines.map((line) => JSON.parse(line)).flatMap(({ event, epoch }) => (event === 'epoch' ? [epoch] : []))],
      ];
    }),
  );
}

export function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
