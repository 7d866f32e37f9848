import type { Redis } from 'ioredis';
import type { WeightStore } from '../backbones/pretrained/imagenetWeights.js';
import { Interrupted } from '../base/interruption.js';
import type { ScannedImage } from '../dataset/scan.js';
import { readRun, runNames, type StoredRun } from '../store/runStore.js';
import type { Job, UnfinishedState, Worker } from '../store/sweep.js';
import { trialsIn } from '../store/trialStore.js';
import { awaitedJobs } from './awaitedJobs.js';
import type { Connection } from './connection.js';
import { gate } from './gate.js';
import { digestOfIndex, indexOf, packIndex } from './imageIndex.js';
import type { JobData } from './jobData.js';
import { KEPT_SECONDS, KEYS } from './keys.js';
import { versionOfThaw } from './version.js';
import { weightsDigests } from './weights.js';
import { livingWorkers, type WorkerStatus } from './workerStatus.js';

/** What the jobs of a coordinator are made from. */
export interface CoordinatorOptions {
  connection: Connection;
  images: readonly ScannedImage[];
  classNames: string[];
  /** Of the images. */
  dataFolder: string;
  /** Of all runs: what comes back is stored there. */
  folder: string;
  weightStore?: WeightStore;
  /** Default `versionOfThaw`. */
  thaw?: string;
  /** Called with what is to be known, in sentences, also more than once. */
  say(text: string): void;
  /** Milliseconds between two looks at what the server has, beside the messages that it sends. Default 10 s */
  interval?: number;
}

/** Trains runs on other machines. */
export interface Coordinator {
  /** As many workers for `sweep` as there are jobs: all of them are put into the queue at once. */
  workers(count: number): Worker[];
  /**
   * Ends the waiting for results. Jobs that somebody works on go on.
   *
   * @param takeBack whether the others leave the queue, or stay there for the next call
   */
  interrupt(takeBack: boolean): Promise<void>;
  /** Why nobody takes some of the jobs that wait, in sentences, and whether somebody takes others. */
  obstacles(): Promise<Obstacles>;
  /** Closes its queues; the connection stays open. */
  end(): Promise<void>;
}

/** What keeps jobs waiting. */
export interface Obstacles {
  reasons: string[];
  isServed: boolean;
}

const INTERVAL = 10_000;
/** Milliseconds that the end waits for a server that cannot be reached. */
const PATIENCE = 2000;
/** Jobs that are put into the queue at the same time, so that the way to the server is not waited for job by job. */
const AT_ONCE = 64;

/** Puts jobs into a queue, and gives their results as runs of this machine's folder. */
export async function openCoordinator(options: CoordinatorOptions): Promise<Coordinator> {
  const { connection, images, classNames, folder, say, thaw = versionOfThaw(), interval = INTERVAL } = options;
  const { redis } = connection;
  const index = indexOf(images, classNames, options.dataFolder);
  const digestOfImages = digestOfIndex(index);
  const sendIndex = async (): Promise<void> => {
    if ((await redis.exists(KEYS.index(digestOfImages))) === 1) return;
    await redis.set(KEYS.index(digestOfImages), await packIndex(index), 'EX', KEPT_SECONDS);
  };
  const jobs = awaitedJobs(redis, folder, sendIndex, (why) =>
    say(`The server of the queue takes nothing now: ${why}. It is tried again, and nothing is lost.`),
  );
  const timer = inIntervals(interval, () => jobs.reconcile());
  const nameOf = runNames(images, classNames);
  const digestOfWeights = weightsDigests(options.weightStore);
  const inTurn = gate(AT_ONCE);
  let isEnding = false;
  let giveUp!: (reason: Interrupted) => void;
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  givenUp.catch(() => {});

  const jobOf = async ({ name, recipe, isTrial }: Job): Promise<JobData> => {
    const { name: backbone, weights } = recipe.backbone;
    const digest = await digestOfWeights(backbone, weights);
    const source = { name: backbone, weights, ...(digest !== undefined && { digest }) };
    const run = nameOf(recipe, digest);
    const requirements = { thaw, images: digestOfImages, backbone: source };
    return { run, name, recipe, requirements, ...(isTrial && { isTrial: true }) };
  };
  const begin = async (
    job: Job,
    onState: (state: UnfinishedState) => void,
  ): Promise<{ finished: StoredRun } | { result: Promise<StoredRun> }> => {
    if (isEnding) throw new Interrupted();
    const data = await jobOf(job);
    const finished = await readRun(job.isTrial ? trialsIn(folder) : folder, data.run);
    return finished === undefined ? await jobs.add(data, onState) : { finished };
  };
  const worker: Worker = {
    run: async (job, _, onState) => {
      onState({ state: 'waiting' });
      // A command waits for a server that went away, as long as it takes.
      const begun = await Promise.race([inTurn(() => begin(job, onState)), givenUp]);
      if ('finished' in begun) return { run: begun.finished, wasRead: true };
      return { run: await begun.result, wasRead: false };
    },
    end: async () => {},
  };
  return {
    workers: (count) => Array.from({ length: count }, () => worker),
    interrupt: async (takeBack) => {
      isEnding = true;
      giveUp(new Interrupted());
      const isDone = await whileReachable(redis, jobs.interrupt(takeBack));
      if (takeBack && !isDone) say('The queue cannot be reached: the jobs stay in it.');
    },
    obstacles: async () => obstaclesFor(jobs.kinds(), await livingWorkers(redis), connection.address.shown),
    end: async () => {
      isEnding = true;
      clearInterval(timer);
      await whileReachable(redis, jobs.close());
    },
  };
}

function obstaclesFor(kinds: readonly string[], workers: readonly WorkerStatus[], queue: string): Obstacles {
  if (kinds.length === 0) return { reasons: [], isServed: true };
  if (workers.length === 0) {
    const start = `No worker is there: start \`thaw worker --queue ${queue}\` on each machine.`;
    return { reasons: [start], isServed: false };
  }
  const unserved = kinds.filter((kind) => workers.every(({ refused }) => kind in refused));
  const reasons = unserved.flatMap((kind) =>
    workers.map(({ machine, refused }) => `${machine} leaves jobs to others: ${refused[kind]}.`),
  );
  return { reasons: [...new Set(reasons)], isServed: unserved.length < kinds.length };
}

/** Waits for something until the server cannot be reached: commands wait for it then, as long as it takes. @returns whether it is done */
async function whileReachable(redis: Redis, work: Promise<void>): Promise<boolean> {
  let looking: NodeJS.Timeout | undefined;
  const isLost = new Promise<false>((resolve) => {
    looking = setInterval(() => {
      if (redis.status !== 'ready') resolve(false);
    }, PATIENCE);
  });
  try {
    return await Promise.race([work.then(() => true), isLost]);
  } finally {
    clearInterval(looking);
  }
}

/** Does something again and again, never twice at the same time. What fails, such as without a connection, is done the next time. */
function inIntervals(milliseconds: number, work: () => Promise<void>): NodeJS.Timeout {
  let isBusy = false;
  return setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    work()
      .catch(() => {})
      .finally(() => {
        isBusy = false;
      });
  }, milliseconds);
}
