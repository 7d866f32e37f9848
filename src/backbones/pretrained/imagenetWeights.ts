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

interface ImagenetFile {
  /** Below the address of keras-applications. */
  place: string;
  /** Undefined if keras-applications has none: then the file must fit the network. */
  md5: string | undefined;
}

/** The files of a backbone without its top, and with it. */
interface ImagenetFiles {
  withoutTop: ImagenetFile;
  withTop: ImagenetFile;
}

/**
 * ImageNet weights, with keras-applications' checksums.
 *
 * Source: Keras 3.15 `applications/inception_v3.py`, `resnet.py`, `vgg16.py`, `mobilenet_v2.py`.
 */
const FILES: { readonly [name in BackboneName]?: ImagenetFiles } = {
  InceptionV3: {
    withoutTop: {
      place: 'inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: 'bcbd6486424b2319ff4ef7d526e38f63',
    },
    withTop: {
      place: 'inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels.h5',
      md5: '9a0d58056eeedaa3f26cb7ebd46da564',
    },
  },
  ResNet50: {
    withoutTop: {
      place: 'resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: '4d473c1dd8becc155b73f8504c6f6626',
    },
    withTop: {
      place: 'resnet/resnet50_weights_tf_dim_ordering_tf_kernels.h5',
      md5: '2cb95161c43110f7111970584f804107',
    },
  },
  MobileNetV2: {
    withoutTop: {
      place: 'mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5',
      md5: undefined,
    },
    withTop: {
      place: 'mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5',
      md5: undefined,
    },
  },
  VGG16: {
    withoutTop: {
      place: 'vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: '6d6bbae143d832006294945121d1f1fc',
    },
    withTop: {
      place: 'vgg16/vgg16_weights_tf_dim_ordering_tf_kernels.h5',
      md5: '64373286793e3c8b2b4e3219cbf3544b',
    },
  },
};

/** Whether keras-applications has a file of ImageNet weights for a backbone. */
export function hasImagenetFile(name: BackboneName): boolean {
  return name in FILES;
}

/** Whether that file, without the top, lies in the store's folder, so that nothing is downloaded. */
export async function isImagenetFileKept(name: BackboneName, store: WeightStore | undefined): Promise<boolean> {
  const files = FILES[name];
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
  const { place, md5 } = FILES[name]![hasTop ? 'withTop' : 'withoutTop'];
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
      const received = await download(`${store.baseUrl}/${place}`, part, store.patience);
      if (md5 !== undefined && received !== md5) throw new Error(`a file with MD5 ${received}, not ${md5}`);
      if (md5 === undefined) await readWeightsOf(network, part);
    });
  } catch (error) {
    throw failed(reasonOf(error));
  }
  return file;
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
  const url = `${store?.baseUrl ?? KERAS_APPLICATIONS_URL}/${place}`;
  const bundled =
    otherWays.length > 0 ? otherWays.join(' or ') : 'those of another backbone: EfficientNetLite0, imagenet';
  return new UserError(
    `The ImageNet weights of ${name} were expected in the cache folder, or from ${url}.`,
    reason,
    [
      "Three ways to get them, as 'backbone.weights' of the recipe:",
      `(1) weights that come with the installation, ${bundled};`,
      `(2) keep 'imagenet', and put ${file}, downloaded elsewhere, into ${store?.folder ?? 'the cache folder'};`,
      `(3) the path of a file of Keras' or tfjs' weights.`,
    ].join(' '),
  );
}
