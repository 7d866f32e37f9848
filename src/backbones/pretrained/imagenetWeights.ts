import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { UserError } from '../../base/errors.js';
import { writeThroughPart } from '../../base/wholeFile.js';
import type { BackboneName } from '../architectures/registry.js';
import { readWeightsOf } from '../keras/readModel.js';
import type { Network } from '../network/layer.js';
import { IMAGENET_FILES } from './imagenetFiles.js';

/** Where weight files are stored, and where they are downloaded from. */
export interface WeightStore {
  /** Created if it does not exist. */
  folder: string;
  /** Base URL of the files of keras-applications. */
  baseUrl: string;
  /** Milliseconds without data after which a download fails. */
  patience: number;
}

export const KERAS_APPLICATIONS_URL = 'https://storage.googleapis.com/tensorflow/keras-applications';

/** Whether keras-applications has a file of ImageNet weights for a backbone. */
export function hasImagenetFile(name: BackboneName): boolean {
  return name in IMAGENET_FILES;
}

/** Addresses and checksums of the files of a backbone's ImageNet weights: without its top, and with it. */
export function imagenetUrls(name: BackboneName): { url: string; md5: string | undefined }[] {
  const files = IMAGENET_FILES[name];
  const both = files === undefined ? [] : [files.withoutTop, files.withTop];
  return both.map(({ place, md5 }) => ({ url: urlOf(place, undefined), md5 }));
}

/** Whether that file, without the top, lies in the store's folder, so that nothing is downloaded. */
export async function isImagenetFileKept(name: BackboneName, store: WeightStore | undefined): Promise<boolean> {
  const files = IMAGENET_FILES[name];
  if (store === undefined || files === undefined) return false;
  const file = path.join(store.folder, path.posix.basename(files.withoutTop.place));
  return (await fs.stat(file).catch(() => undefined))?.isFile() ?? false;
}

/**
 * Path of the file of a backbone's ImageNet weights in the store's folder; downloaded if it is not there.
 *
 * @param otherWays what else the recipe can name: `nsfwjs`, ...
 * @param hasTop whether the network has its ImageNet top
 * @throws UserError if the file cannot be downloaded, with other ways to get weights, or if its checksum is wrong
 */
export async function imagenetFile(
  name: BackboneName,
  network: Network,
  store: WeightStore | undefined,
  otherWays: readonly string[],
  hasTop: boolean,
): Promise<string> {
  const { place, md5 } = IMAGENET_FILES[name]![hasTop ? 'withTop' : 'withoutTop'];
  const failed = (reason: string): UserError => noWeights(name, place, store, otherWays, reason);
  if (store === undefined) throw failed('no folder to keep them in');
  const file = path.join(store.folder, path.posix.basename(place));
  if ((await fs.stat(file).catch(() => undefined))?.isFile()) {
    const received = md5 === undefined ? undefined : await md5Of(file);
    if (received === md5) return file;
    throw new UserError(`${file} is expected to have keras-applications' MD5 ${md5}.`, received, 'Delete it.');
  }
  try {
    await writeThroughPart(file, async (part) => {
      const received = await download(urlOf(place, store), part, store.patience);
      if (md5 !== undefined && received !== md5) throw new Error(`a file with MD5 ${received}, not ${md5}`);
      if (md5 === undefined) await readWeightsOf(network, part);
    });
  } catch (error) {
    throw failed(reasonOf(error));
  }
  return file;
}

/** Those of EfficientNet lie beside the folder of the others. */
function urlOf(place: string, store: WeightStore | undefined): string {
  return new URL(place, `${store?.baseUrl ?? KERAS_APPLICATIONS_URL}/`).href;
}

/** @returns the MD5 of the downloaded bytes */
async function download(url: string, file: string, patience: number): Promise<string> {
  const stop = new AbortController();
  const giveUp = (): void => stop.abort(new Error(`nothing came for ${patience / 1000} s`));
  const timer = setTimeout(giveUp, patience);
  try {
    const response = await fetch(url, { signal: stop.signal });
    if (!response.ok || response.body === null)
      throw new Error(`HTTP ${response.status} ${response.statusText}`.trim());
    const hash = createHash('md5');
    const listen = new Transform({
      transform(chunk: Buffer, _, done) {
        timer.refresh();
        hash.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body as ReadableStream), listen, createWriteStream(file));
    return hash.digest('hex');
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

async function md5Of(file: string): Promise<string> {
  const hash: Hash = createHash('md5');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** `fetch` says "fetch failed", and why in its cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  const why = cause?.message || cause?.code;
  return why ? `${message}: ${why}` : message;
}

function noWeights(
  name: BackboneName,
  place: string,
  store: WeightStore | undefined,
  otherWays: readonly string[],
  reason: string,
): UserError {
  const file = path.posix.basename(place);
  const bundled =
    otherWays.length > 0 ? otherWays.join(' or ') : 'those of another backbone: EfficientNetLite0, imagenet';
  return new UserError(
    `The ImageNet weights of ${name} were expected in the cache folder, or from ${urlOf(place, store)}.`,
    reason,
    [
      "Three ways to get them, as 'backbone.weights' of the recipe, or --set backbone.weights=... with a script:",
      `(1) weights that come with the installation, ${bundled};`,
      `(2) keep 'imagenet', and put ${file}, downloaded elsewhere, into ${store?.folder ?? 'the cache folder'};`,
      `(3) the path of a file of Keras' or tfjs' weights.`,
    ].join(' '),
  );
}
