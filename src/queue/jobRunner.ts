import { type Job as BullJob, type Queue, UnrecoverableError } from 'bullmq';
import type { Redis } from 'ioredis';
import { comeFromFile } from '../backbones/pretrained/loadBackbone.js';
import { UserError } from '../base/errors.js';
import type { Progress } from '../features/featureOptions.js';
import type { WorkerSetting } from '../store/forkWorker.js';
import type { Machine } from '../store/runStore.js';
import type { Worker } from '../store/sweep.js';
import { failureText, isFaultOfMachine } from './failure.js';
import { type JobData, kindOf, MOST_CHARACTERS, parseJob } from './jobData.js';
import { jobName, KEPT_SECONDS, KEYS } from './keys.js';
import { addJob } from './kinds.js';
import { untilTaken } from './refusal.js';
import { packResult, resultOf } from './result.js';
import { sayOnce } from './sayOnce.js';
import { GiveBack } from './slot.js';
import type { JobImages } from './workBoard.js';
import type { WorkerStatus } from './workerStatus.js';

/** What trains, in a process of its own. */
export type Trainer = Worker & { interrupt(): void };

/** What is told of a job while it is worked on. */
export interface JobNews {
  machine: string;
  progress?: Progress;
}

/** Milliseconds between two messages on the progress of a job. */
const MILLISECONDS_BETWEEN_NEWS = 1000;

export interface RunnerOptions {
  redis: Redis;
  /** Name of the worker. */
  name: string;
  machine: Machine;
  setting: Omit<WorkerSetting, 'images' | 'classNames' | 'machine'>;
  open(setting: WorkerSetting): Trainer;
  /** Queue of a kind, for the second try of a job. */
  queueOf(kind: string): Queue;
  status: WorkerStatus;
  isStopping(): boolean;
  /** Called where the machine cannot go on, such as with a full disk. */
  onFault(reason: string): void;
  say(text: string): void;
}

/** Does jobs in a process of its own, which is kept as long as the images are the same. */
export interface JobRunner {
  work(job: BullJob, images: JobImages): Promise<unknown>;
  /** Stops the job at its next batch. */
  interrupt(): void;
  end(): Promise<void>;
}

export function jobRunner(options: RunnerOptions): JobRunner {
  const { redis, name, machine, setting, status, isStopping, onFault, say } = options;
  const once = sayOnce(say);
  const patiently = <T>(work: () => Promise<T>): Promise<T> =>
    untilTaken(work, {
      onRefused: (why) =>
        once(`The server of the queue takes no results now: ${why}. They are kept here until it does.`),
      isWanted: () => !isStopping(),
    });
  let trainer: { images: string; process: Trainer } | undefined;
  const trainerFor = async ({ digest, images, classNames }: JobImages): Promise<Trainer> => {
    if (trainer?.images === digest) return trainer.process;
    await trainer?.process.end();
    trainer = { images: digest, process: options.open({ ...setting, images, classNames, machine }) };
    return trainer.process;
  };
  const fail = (failure: { reason: string; notBy?: string }): never => {
    status.failed++;
    throw new UnrecoverableError(failureText({ ...failure, machine: machine.name }));
  };

  const refuse = (reason: string): never => {
    say(`Something in the queue is no job that can be done: ${reason}`);
    return fail({ reason });
  };

  /** Trains the run, and puts its result where the coordinator finds it. */
  const train = async (job: BullJob, data: JobData, images: JobImages): Promise<void> => {
    const { recipe } = data;
    const { run } = await (await trainerFor(images)).run(
      { name: data.name, seed: recipe.seed, recipe, ...(data.isTrial && { isTrial: true }) },
      newsOf(job, status, machine.name),
      () => {},
    );
    if (run.stopped === 'interrupted') throw new GiveBack('interrupted');
    const result = await resultOf(setting.folder, { ...run, machine: run.machine ?? machine });
    const packed = await packResult(result);
    await patiently(() => redis.set(KEYS.result(jobName(data)), packed, 'EX', KEPT_SECONDS));
  };

  /** The second try is a job of a kind that this worker leaves to others. */
  const tryElsewhere = async (data: JobData, reason: string): Promise<void> => {
    const requirements = { ...data.requirements, notBy: name };
    const queue = options.queueOf(kindOf(requirements));
    await patiently(() => addJob(redis, queue, { ...data, requirements, failedBefore: reason }));
  };

  /** What follows from a failure: the job goes back, is tried elsewhere, or has failed. */
  const settle = async (error: unknown, data: JobData): Promise<never> => {
    if (error instanceof GiveBack || isStopping()) throw new GiveBack('interrupted');
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, MOST_CHARACTERS);
    if (isFaultOfMachine(error)) {
      onFault(reason);
      throw new GiveBack(reason);
    }
    const isSecond = data.failedBefore !== undefined;
    say(`${labelOf(data)} failed${isSecond ? '' : ', and is tried once more'}: ${reason}`);
    if (isSecond) return fail({ reason });
    await tryElsewhere(data, reason);
    return fail({ reason, notBy: name });
  };

  return {
    work: async (job, images) => {
      const data = readJob(job, images, refuse);
      // As after a lock that was lost: another worker was as fast.
      if ((await redis.exists(KEYS.result(jobName(data)))) === 1) return;
      const entry = { run: data.run, name: data.name, seed: data.recipe.seed, since: new Date().toISOString() };
      status.running.push(entry);
      try {
        await train(job, data, images).catch((error) => settle(error, data));
        status.done++;
        say(`${labelOf(data)}: done.`);
      } finally {
        status.running.splice(
          status.running.findIndex((one) => one.run === data.run),
          1,
        );
      }
    },
    interrupt: () => trainer?.process.interrupt(),
    end: async () => await trainer?.process.end(),
  };
}

const labelOf = ({ name, recipe }: JobData): string => `${name}, seed ${recipe.seed}`;

/** A job that does not fit what its queue is for is no job: nobody tries it, or tries it again. */
function readJob(job: BullJob, { nameOf }: JobImages, refuse: (reason: string) => never): JobData {
  let data: JobData;
  try {
    data = parseJob(job.data);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return refuse(error.message);
  }
  const { run, recipe, requirements } = data;
  if (job.id !== jobName(data) || !job.queueName.endsWith(kindOf(requirements))) {
    return refuse('The job stands in a queue that it does not belong to.');
  }
  const { digest } = requirements.backbone;
  const isNamed = digest !== undefined || !comeFromFile(recipe.backbone.name, recipe.backbone.weights);
  const expected = isNamed ? nameOf(recipe, digest) : 'one with a digest of its weights';
  if (run === expected) return data;
  const { message } = new UserError(
    `The run of this job is expected to be ${expected}, the digest of all that it is made from.`,
    run,
    'Ask for it with the version of thaw that the workers have.',
  );
  return refuse(message);
}

/** Tells the coordinator now and then how far a job is. */
function newsOf(job: BullJob, status: WorkerStatus, machine: string): (progress: Progress) => void {
  const tell = (news: JobNews): void => {
    // Nothing depends on it: the next message follows soon.
    job.updateProgress(news).catch(() => {});
  };
  let last = performance.now();
  tell({ machine });
  return (progress) => {
    const now = performance.now();
    if (now - last < MILLISECONDS_BETWEEN_NEWS) return;
    last = now;
    const entry = status.running.find(({ run }) => job.id?.endsWith(run));
    if (entry !== undefined && progress.activity === 'training')
      entry.epoch = `${progress.epoch} of ${progress.epochs}`;
    // The epochs so far come with the result.
    tell({ machine, progress: { ...progress, history: [] } });
  };
}
