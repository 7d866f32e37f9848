import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { type Job as BullJob, Worker as BullWorker, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { digestOfBytes, digestOfFile } from '../base/digest.js';
import { UserError } from '../base/errors.js';
import { readIfExists, writeThroughPart } from '../base/wholeFile.js';
import { object, parseFields, wholeNumber } from '../recipe/fields.js';
import { type Machine, readRun, runFile } from '../store/runStore.js';
import { KEYS, queueOfStore } from './keys.js';
import { onConnection } from './kinds.js';
import type { WorkerTiming } from './slot.js';
import { livingWorkers } from './workerStatus.js';

/** Bytes of a piece. */
const PIECE = 2 ** 20;
/** Pieces that are asked for at the same time, so that the server never holds more of a file. */
const AT_ONCE = 4;
/** Seconds that a piece is kept for who asked for it. */
const PIECE_SECONDS = 120;
/** Milliseconds to wait for a piece. */
const PATIENCE = 60_000;

/** What is asked of a machine that has the weights of a run: what the file is, or a piece of it. */
interface Request {
  run: string;
  /** Default: what the file is */
  offset?: number;
}

/** What a machine says of a file of weights. */
interface Description {
  bytes: number;
  digest: string;
}

const requestSchema: z.ZodType<Request> = object({
  run: z.string().regex(/^[0-9a-f]{16}$/, 'the name of a run is expected'),
  offset: wholeNumber({ from: 0 }).optional(),
});
const descriptionSchema: z.ZodType<Description> = object({
  bytes: wholeNumber({ from: 0 }),
  digest: z.string(),
});

/** Gives the weights of the runs in a folder to those who ask for them, in pieces. */
export function serveWeights(
  redis: Redis,
  store: string,
  folder: string,
  { lock, renew, stalled }: WorkerTiming,
): { close(): Promise<void> } {
  const digests = new Map<string, Promise<string>>();
  const answer = async (job: BullJob): Promise<Description> => {
    const { run, offset } = parseFields(requestSchema, job.data, 'a request for weights');
    const file = runFile(folder, run, 'best.safetensors');
    if (offset === undefined) {
      const { size } = await fs.stat(file);
      const digest = digests.get(run) ?? digestOfFile(file);
      digests.set(run, digest);
      return { bytes: size, digest: await digest };
    }
    const piece = await readPiece(file, offset);
    await redis.set(KEYS.piece(job.id!), piece, 'EX', PIECE_SECONDS);
    return { bytes: piece.length, digest: digestOfBytes(piece) };
  };
  const worker = new BullWorker(queueOfStore(store), answer, {
    ...onConnection(redis),
    concurrency: AT_ONCE,
    lockDuration: lock,
    lockRenewTime: renew,
    stalledInterval: stalled,
  });
  // A request that fails says so to who made it.
  worker.on('error', () => {});
  return { close: () => worker.close() };
}

async function readPiece(file: string, offset: number): Promise<Buffer> {
  const handle = await fs.open(file);
  try {
    const bytes = Buffer.alloc(PIECE);
    const { bytesRead } = await handle.read(bytes, 0, PIECE, offset);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * Fetches the weights of a run from the machine that trained it, in pieces, and writes them into its folder once their digest is
 * that of the file there.
 *
 * @param folder of all runs
 * @param onProgress called with bytes
 * @returns the file; that which is there already is not fetched again
 * @throws UserError if there is no such run, it was trained here, or no worker of its machine is there
 */
export async function fetchWeights(
  redis: Redis,
  folder: string,
  id: string,
  onProgress?: (done: number, total: number) => void,
): Promise<{ file: string; wasThere: boolean }> {
  const file = runFile(folder, id, 'best.safetensors');
  const machine = await machineOfRun(folder, id);
  if ((await readIfExists(file)) !== undefined) return { file, wasThere: true };
  if (machine === undefined) {
    throw new UserError(
      'The weights of a run of another machine are expected.',
      `${id}, trained here`,
      'Train it again: its weights were removed.',
    );
  }
  await checkIsThere(redis, machine);
  const queue = new Queue(queueOfStore(machine.store), onConnection(redis));
  const events = new QueueEvents(queueOfStore(machine.store), onConnection(redis));
  // Where the connection breaks, it is made again, and requests wait.
  events.on('error', () => {});
  queue.on('error', () => {});
  try {
    await events.waitUntilReady();
    const ask = (request: Request): Promise<{ id: string; description: Description }> =>
      askFor(request, queue, events, machine);
    const { description } = await ask({ run: id });
    await writeThroughPart(file, async (part) => {
      await writePieces(part, description, ask, redis, id, onProgress);
      const digest = await digestOfFile(part);
      if (digest !== description.digest) throw damaged(id, machine);
    });
    return { file, wasThere: false };
  } finally {
    await events.close();
    await queue.close();
  }
}

async function machineOfRun(folder: string, id: string): Promise<Machine | undefined> {
  const run = /^[0-9a-f]{16}$/.test(id) ? await readRun(folder, id) : undefined;
  if (run !== undefined) return run.machine;
  throw new UserError(
    'The name of a finished run is expected.',
    id,
    'Name a folder of runs/, such as 0123456789abcdef.',
  );
}

async function checkIsThere(redis: Redis, { name, store }: Machine): Promise<void> {
  if ((await livingWorkers(redis)).some((worker) => worker.store === store)) return;
  throw new UserError(
    `A worker of the machine ${name} is expected: the weights of this run are there.`,
    'none with its folder of runs',
    `Start \`thaw worker\` on ${name}, in the same working copy as before, and fetch again.`,
  );
}

async function askFor(
  request: Request,
  queue: Queue,
  events: QueueEvents,
  { name }: Machine,
): Promise<{ id: string; description: Description }> {
  const job = await queue.add('weights', request, {
    jobId: randomUUID(),
    attempts: 1,
    removeOnComplete: { age: PIECE_SECONDS },
    removeOnFail: { age: PIECE_SECONDS },
    stackTraceLimit: 0,
  });
  try {
    const answer = await job.waitUntilFinished(events, PATIENCE);
    return { id: job.id!, description: parseFields(descriptionSchema, answer, 'an answer') };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = (error as Error).message;
    const received = /ENOENT/.test(reason) ? 'no such file there' : reason;
    throw new UserError(
      `The machine ${name} is expected to have the weights of ${request.run}.`,
      received,
      'Train the run again.',
    );
  }
}

/** Writes the pieces of a file at their places, some at a time. */
async function writePieces(
  part: string,
  { bytes }: Description,
  ask: (request: Request) => Promise<{ id: string; description: Description }>,
  redis: Redis,
  run: string,
  onProgress?: (done: number, total: number) => void,
): Promise<void> {
  const handle = await fs.open(part, 'w');
  let next = 0;
  let done = 0;
  const fetchNext = async (): Promise<void> => {
    while (next < bytes) {
      const offset = next;
      next += PIECE;
      const { id, description } = await ask({ run, offset });
      const piece = await redis.getdelBuffer(KEYS.piece(id));
      if (piece === null || digestOfBytes(piece) !== description.digest) {
        throw new UserError(
          `A piece of the weights of ${run} is expected.`,
          'one that is damaged',
          'Fetch them again.',
        );
      }
      await handle.write(piece, 0, piece.length, offset);
      done += piece.length;
      onProgress?.(done, bytes);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, fetchNext));
  } finally {
    await handle.close();
  }
}

function damaged(run: string, { name }: Machine): UserError {
  return new UserError(
    `The weights of ${run} are expected to have the digest that ${name} says.`,
    'another one',
    'Fetch them again.',
  );
}
