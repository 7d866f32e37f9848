/** Prefix of what BullMQ keeps, and of what thaw keeps beside it. */
export const PREFIX = 'thaw';

/** Seconds after which the server forgets what nobody asked for: 30 days. */
export const KEPT_SECONDS: number = 30 * 24 * 3600;

/** Seconds that a result is kept once a coordinator has it: a second one with the same sweep has a day to read it. */
export const COLLECTED_SECONDS: number = 24 * 3600;

/** Name of the queue of a kind of jobs. BullMQ's keys are `thaw:jobs-<kind>:...`. */
export const queueOfKind = (kind: string): string => `jobs-${kind}`;

/** Name of the queue of what is asked of the machines that have a folder of runs. */
export const queueOfStore = (store: string): string => `store-${store}`;

/** Name of the queue of the parts of a scan. */
export const queueOfScan = (scan: string): string => `scan-${scan}`;

/**
 * Name of the job of a run, or of a trial of the same name. BullMQ takes no name that is a number, as a digest may be.
 */
export function jobName({ run, isTrial }: { run: string; isTrial?: boolean }): string {
  return `${isTrial ? 'trial' : 'run'}-${run}`;
}

/** Keys of what is kept beside the queues. */
interface Keys {
  /** Set of the kinds of jobs that were asked for. */
  kinds: string;
  /** Set of those of them that have jobs to do. */
  open: string;
  /** What a kind of jobs asks for, as JSON. */
  kind(kind: string): string;
  /** An index of images, packed. */
  index(digest: string): string;
  /** The result of a job, packed. */
  result(job: string): string;
  /** Set of the names of the workers that there are. */
  workers: string;
  /** What a worker says of itself, as JSON; gone when it has given no sign for a while. */
  worker(name: string): string;
  /** A piece of a file that was asked for. */
  piece(request: string): string;
  /** What was scanned of a part of a folder, packed. */
  scanPart(part: string): string;
}

export const KEYS: Keys = {
  kinds: `${PREFIX}:kinds`,
  open: `${PREFIX}:open`,
  kind: (kind) => `${PREFIX}:kind:${kind}`,
  index: (digest) => `${PREFIX}:index:${digest}`,
  result: (job) => `${PREFIX}:result:${job}`,
  workers: `${PREFIX}:workers`,
  worker: (name) => `${PREFIX}:worker:${name}`,
  piece: (request) => `${PREFIX}:piece:${request}`,
  scanPart: (part) => `${PREFIX}:scan-part:${part}`,
};
