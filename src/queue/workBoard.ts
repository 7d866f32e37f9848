import type { Redis } from 'ioredis';
import type { BackboneName } from '../backbones/architectures/registry.js';
import { cutText } from '../base/text/cutText.js';
import type { ScannedImage } from '../dataset/scan.js';
import { type RunNames, runNames } from '../store/runStore.js';
import { type Counts, closeIfEmpty, countJobs } from './counts.js';
import { digestOfIndex, findImages, type ImageIndex, type OwnImages, unpackIndex } from './imageIndex.js';
import type { Requirements } from './jobData.js';
import { KEYS } from './keys.js';
import { requirementsOf } from './kinds.js';
import { livingWorkers } from './workerStatus.js';

/** What a worker has to offer. */
export interface Offer {
  /** Name of the worker. */
  name: string;
  thaw: string;
  images: OwnImages;
  /** Digest of the file of weights that a recipe names; undefined where they come from none. */
  weightsDigest(backbone: BackboneName, weights: string): Promise<string | undefined>;
}

/** Images and classes of jobs. */
export interface JobImages {
  digest: string;
  images: ScannedImage[];
  classNames: string[];
  /** Names of runs on them. */
  nameOf: RunNames;
}

/** A kind of jobs that a worker can do, and how many there are. */
export interface OpenKind extends Counts {
  kind: string;
}

/** The kinds of jobs that a worker can do. */
export interface WorkBoard {
  /** Those with jobs to do, looked up at most every `interval`. */
  open(): Promise<OpenKind[]>;
  /** Images of a kind that it can do. */
  imagesOf(kind: string): JobImages;
  /** Kinds that it cannot do, and why. */
  refused: Record<string, string>;
}

/** Finds the images of indexes among those of a machine; those of the last index are kept. */
function imageFinder(redis: Redis, own: OwnImages): (digest: string) => Promise<JobImages | string | undefined> {
  const found = new Map<string, JobImages | string>();
  return async (digest) => {
    const known = found.get(digest);
    if (known !== undefined) return known;
    const bytes = await redis.getBuffer(KEYS.index(digest));
    if (bytes === null) return undefined;
    const result = await imagesIn(bytes, digest, own);
    found.set(digest, result);
    return result;
  };
}

async function imagesIn(bytes: Buffer, digest: string, own: OwnImages): Promise<JobImages | string> {
  let index: ImageIndex;
  try {
    index = await unpackIndex(bytes);
  } catch (error) {
    // Of one kind of jobs: the others can be done.
    return `the list of their images is damaged (${(error as Error).message})`;
  }
  if (digestOfIndex(index) !== digest) return 'the list of their images is damaged (another digest)';
  const images = findImages(index, own);
  if (typeof images === 'string') return images;
  return { digest, images, classNames: index.classNames, nameOf: runNames(images, index.classNames) };
}

export interface BoardOptions {
  /** Milliseconds between two looks. */
  interval: number;
  /** Called once for each kind that the worker cannot do. */
  onRefused(why: string): void;
  /** Called where it cannot be said for now whether the worker can do a kind; the others are not held up. */
  onTrouble(error: Error): void;
}

/**
 * Looks through the kinds of jobs for those that a worker can do. A kind that asks for other images, another version or other
 * weights is left to others.
 *
 */
export function workBoard(redis: Redis, offer: Offer, { interval, onRefused, onTrouble }: BoardOptions): WorkBoard {
  const find = imageFinder(redis, offer.images);
  const accepted = new Map<string, { requirements: Requirements; images: JobImages }>();
  const refused: Record<string, string> = {};

  const refuse = (kind: string, why: string): void => {
    refused[kind] = cutText(why);
    onRefused(refused[kind]);
  };
  const judge = async (kind: string): Promise<void> => {
    const requirements = await requirementsOf(redis, kind);
    if (requirements === undefined) return;
    if (requirements === 'damaged') {
      refuse(kind, 'what the jobs ask for is damaged');
      return;
    }
    const images = await find(requirements.images);
    if (images === undefined) return;
    let why: string | undefined;
    try {
      why = (await otherCode(requirements, offer)) ?? (typeof images === 'string' ? images : undefined);
    } catch (error) {
      onTrouble(error as Error);
      return;
    }
    if (why !== undefined) refuse(kind, why);
    else if (typeof images !== 'string') accepted.set(kind, { requirements, images });
  };
  /** A job that failed here is for others, as long as there are any. */
  const isLeftToOthers = async (kind: string): Promise<boolean> => {
    if (accepted.get(kind)?.requirements.notBy !== offer.name) return false;
    const others = (await livingWorkers(redis)).filter(({ name }) => name !== offer.name);
    return others.some((other) => !(kind in other.refused));
  };
  const look = async (): Promise<OpenKind[]> => {
    const kinds = (await redis.smembers(KEYS.open)).sort();
    for (const kind of kinds) if (!accepted.has(kind) && !(kind in refused)) await judge(kind);
    const own = kinds.filter((kind) => accepted.has(kind));
    const counts = await countJobs(redis, own);
    const open: OpenKind[] = [];
    for (const [i, kind] of own.entries()) {
      const { waiting, active } = counts[i]!;
      if (waiting + active === 0) await closeIfEmpty(redis, kind);
      else if (!(await isLeftToOthers(kind))) open.push({ kind, waiting, active });
    }
    return open;
  };

  let last: { at: number; kinds: Promise<OpenKind[]> } | undefined;
  return {
    refused,
    imagesOf: (kind) => accepted.get(kind)!.images,
    open: () => {
      const now = performance.now();
      if (last === undefined || now - last.at >= interval) last = { at: now, kinds: look() };
      return last.kinds;
    },
  };
}

/** What of thaw or of weights differs from what jobs ask for, in words; undefined where nothing does. */
async function otherCode({ thaw, backbone }: Requirements, offer: Offer): Promise<string | undefined> {
  if (thaw !== offer.thaw) return `the jobs are of thaw ${thaw}, and this worker is thaw ${offer.thaw}`;
  if (backbone.digest === undefined) return undefined;
  const own = await offer.weightsDigest(backbone.name, backbone.weights);
  if (own === backbone.digest) return undefined;
  return `the weights ${backbone.weights} of ${backbone.name} are not those of the jobs here`;
}
