import { Worker as BullWorker, Queue, UnrecoverableError } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { digest } from '../base/digest.js';
import { throwIfInterrupted } from '../base/interruption.js';
import type { Dataset } from '../dataset/dataset.js';
import {
  type Scan,
  type ScannedImage,
  type Scanner,
  scanImages,
  scanOf,
  type UnreadableFile,
} from '../dataset/scan.js';
import { type ScanPart, scanParts } from '../dataset/scanParts.js';
import { object, parseFields } from '../recipe/fields.js';
import { COLLECTED_SECONDS, KEYS, queueOfScan } from './keys.js';
import { onConnection } from './kinds.js';
import { packPart, type ScannedFile, unpackPart } from './scannedPart.js';
import { WORKER_TIMING, type WorkerTiming } from './slot.js';
import { versionOfThaw } from './version.js';

/** Images from which on a scan is shared: fewer are scanned in a few seconds. */
const LEAST_TO_SHARE = 5000;

/** Images of a part at most: a second or more of work, so that the queue costs little of it. */
const MOST_IN_PART = 1000;

/** How a scan is shared out. */
export interface SharedScanOptions {
  /** Images from which on it is shared. Default 5000 */
  least?: number;
  /** Images of a part at most. Default 1000 */
  mostInPart?: number;
  /** Default `versionOfThaw`: another one may scan otherwise. */
  thaw?: string;
  timing?: Partial<WorkerTiming>;
  /** What scans here. Default `scanImages` */
  scan?: (dataset: Dataset) => Promise<Scan>;
}

/** A part that is to be scanned: nothing but which one. The files of a part are those that a machine finds in its own folder. */
interface PartJob {
  part: string;
}
const jobSchema: z.ZodType<PartJob> = object({
  part: z.string().regex(/^[0-9a-f]{32}$/, '32 hexadecimal digits are expected'),
});

/**
 * Scans a folder together with all machines that scan the same one over this queue at the same time: names, sizes and times of its files are
 * the same there. Each takes parts, folder by folder, and has the whole scan in the end, as if it had read every file. A part whose
 * machine ends goes to another one, and what does not come back is scanned here.
 */
export function sharedScan(redis: Redis, options: SharedScanOptions = {}): Scanner {
  const { least = LEAST_TO_SHARE, mostInPart = MOST_IN_PART, thaw = versionOfThaw(), scan = scanImages } = options;
  const { lock, renew, stalled, idle } = { ...WORKER_TIMING, ...options.timing };
  return async (dataset, onProgress, stamps) => {
    if (dataset.examples.length < least) return await scanImages(dataset, onProgress);
    const parts = scanParts(dataset, stamps, mostInPart);
    const name = queueOfScan(digest([thaw, parts.map((part) => part.digest)]).slice(0, 16));
    const keyOf = (part: ScanPart): string => KEYS.scanPart(`${name}-${part.digest}`);
    const own = new Map(parts.map((part) => [part.digest, part]));
    const queue = new Queue(name, onConnection(redis));
    const worker = new BullWorker(
      name,
      async (job) => {
        const part = own.get(parseFields(jobSchema, job.data, 'a part of a scan').part);
        if (part === undefined) throw new UnrecoverableError('There is no such part.');
        // Another machine was as fast.
        if ((await redis.exists(keyOf(part))) === 1) return;
        const scanned = await scan({ ...dataset, examples: part.examples });
        await redis.set(keyOf(part), await packPart(part.examples, scanned), 'EX', COLLECTED_SECONDS);
      },
      {
        ...onConnection(redis),
        ...{ concurrency: 1, lockDuration: lock, lockRenewTime: renew, stalledInterval: stalled },
      },
    );
    // Where the connection breaks, it is made again, and what fails is scanned here.
    queue.on('error', () => {});
    worker.on('error', () => {});
    try {
      await addJobs(queue, await missingOf(redis, parts, keyOf));
      await allScanned(redis, queue, parts, keyOf, idle, onProgress);
    } finally {
      await worker.close();
      await queue.close();
    }
    const files = new Map<string, ScannedFile>();
    for (const part of parts) await collect(part, await redis.getBuffer(keyOf(part)), files);
    return await completed(dataset, files, scan);
  };
}

async function addJobs(queue: Queue, parts: readonly ScanPart[]): Promise<void> {
  // Kept nowhere once it is done: its result is, and where that is forgotten, the part is a job again.
  const opts = { attempts: 1, removeOnComplete: true, removeOnFail: true, stackTraceLimit: 0 };
  await queue.addBulk(
    parts.map(({ folder, digest: part }) => ({
      ...{ name: folder, data: { part } satisfies PartJob },
      opts: { ...opts, jobId: `part-${part}` },
    })),
  );
}

/** Waits until each part is scanned, or nobody works on any. */
async function allScanned(
  redis: Redis,
  queue: Queue,
  parts: readonly ScanPart[],
  keyOf: (part: ScanPart) => string,
  interval: number,
  onProgress?: (done: number, total: number) => void,
): Promise<void> {
  const countOf = (some: readonly ScanPart[]): number => some.reduce((sum, { examples }) => sum + examples.length, 0);
  const total = countOf(parts);
  let missing = parts;
  for (;;) {
    throwIfInterrupted();
    // In this order: a result is there before its job is gone.
    const { waiting = 0, active = 0 } = await queue.getJobCounts('waiting', 'active');
    missing = await missingOf(redis, missing, keyOf);
    onProgress?.(total - countOf(missing), total);
    if (missing.length === 0 || waiting + active === 0) return;
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

async function missingOf(
  redis: Redis,
  parts: readonly ScanPart[],
  keyOf: (part: ScanPart) => string,
): Promise<ScanPart[]> {
  const there = await Promise.all(parts.map((part) => redis.exists(keyOf(part))));
  return parts.filter((_, i) => there[i] === 0);
}

/** Adds what a part says of its files, if it is one. */
async function collect({ examples }: ScanPart, packed: Buffer | null, files: Map<string, ScannedFile>): Promise<void> {
  if (packed === null) return;
  // What is damaged is scanned here.
  const scanned = await unpackPart(packed, examples.length).catch(() => []);
  for (const [i, file] of scanned.entries()) if (file !== null) files.set(examples[i]!.path, file);
}

/** The scan of all images. Those that nobody could read are read here, for the reason. */
async function completed(
  dataset: Dataset,
  files: ReadonlyMap<string, ScannedFile>,
  scan: (dataset: Dataset) => Promise<Scan>,
): Promise<Scan> {
  const rest = dataset.examples.filter((example) => !files.has(example.path));
  const { images, unreadable } = await scan({ ...dataset, examples: rest });
  const here = new Map<string, ScannedImage | UnreadableFile>([
    ...images.map((image) => [image.path, image] as const),
    ...unreadable.map((file) => [file.example.path, file] as const),
  ]);
  return scanOf(
    dataset.examples.map((example) => {
      const file = files.get(example.path);
      return file === undefined ? here.get(example.path)! : { ...example, ...file };
    }),
  );
}
