import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { saveModel } from '../../../src/backbones/keras/saveModel.js';
import type { WeightStore } from '../../../src/backbones/pretrained/imagenetWeights.js';
import { expectationOf, loadBackbone } from '../../../src/backbones/pretrained/loadBackbone.js';
import { loadWithTop } from '../../../src/backbones/pretrained/loadWithTop.js';
import { weightsChecksum } from '../../../src/backbones/pretrained/weightsDigest.js';
import { UserError } from '../../../src/base/errors.js';

const MOBILE_NET = 'mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5';
const VGG = 'vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5';

let folder: string;
let server: Server | undefined;
/** The same for all tests: it takes a second to write. */
let standIn: Promise<{ bytes: Buffer; kernel: Buffer }> | undefined;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'thaw-store-')), 'weights');
});
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((done) => (server === undefined ? done(undefined) : server.close(done)));
  server = undefined;
  await rm(path.dirname(folder), { recursive: true });
});

test('MobileNetV2 by name is downloaded once, kept under its name, and read bit for bit', async () => {
  const { bytes, kernel } = await mobileNetFile();
  const asked: string[] = [];
  const store = await serve((request, response) => {
    asked.push(request.url!);
    response.end(bytes);
  });
  for (let i = 0; i < 2; i++) {
    const { weights, expectation } = await loadBackbone('MobileNetV2', 'imagenet', 0, store);
    expect(Buffer.from(weights.get('Conv_1/kernel')!.values.buffer).equals(kernel)).toBe(true);
    expect(expectation.scaling).toBe('tf');
  }
  expect(asked).toEqual([`/mobilenet_v2/${MOBILE_NET}`]);
  expect(await readdir(folder)).toEqual([MOBILE_NET]);
  expect((await readFile(path.join(folder, MOBILE_NET))).equals(bytes)).toBe(true);
});

test('a file that was put into the cache folder under its name serves a machine without a network', async () => {
  const { bytes } = await mobileNetFile();
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, MOBILE_NET), bytes);
  const { weights } = await loadBackbone('MobileNetV2', 'imagenet', 0, await offline());
  expect(weights.size).toBe(260);
});

test.each<{ what: string; answer: RequestListener; reason: RegExp }>([
  {
    what: 'a file with the wrong checksum',
    answer: (_, response) => response.end('<html>Sign in</html>'),
    reason: /a file with MD5 [0-9a-f]{32}, not 6d6bbae143d832006294945121d1f1fc/,
  },
  { what: 'a refusal', answer: (_, response) => response.writeHead(403).end(), reason: /HTTP 403 Forbidden/ },
  {
    what: 'a connection that is cut',
    answer: (_, response) => {
      response.writeHead(200, { 'content-length': '1000000' });
      response.write(Buffer.alloc(1000), () => response.destroy());
    },
    reason: /terminated|aborted|other side closed/,
  },
  {
    what: 'a connection on which nothing comes any more',
    answer: (_, response) => {
      response.writeHead(200, { 'content-length': '1000000' });
      response.write(Buffer.alloc(1000));
    },
    reason: /nothing came for 0\.5 s/,
  },
])(
  '$what is one message with its reason and the ways to get weights, and leaves no file',
  async ({ answer, reason }) => {
    const store = await serve(answer);
    const message = await messageOf(loadBackbone('VGG16', 'imagenet', 0, { ...store, patience: 500 }));
    expect(message).toMatch(reason);
    expect(message).toContain(`${store.baseUrl}/vgg16/${VGG}`);
    expect(message).toContain('Three ways to get them');
    expect(message).toContain('EfficientNetLite0, imagenet');
    expect(message).toContain(`put ${VGG}, downloaded elsewhere, into ${folder}`);
    expect(message).toContain("the path of a file of Keras' or tfjs' weights");
    expect(await readdir(folder)).toEqual([]);
  },
);

test('on a machine without a network the message names the weights that come with the backbone', async () => {
  const message = await messageOf(loadBackbone('InceptionV3', 'imagenet', 0, await offline()));
  expect(message).toMatch(/ECONNREFUSED/);
  expect(message).toContain('(1) weights that come with the installation, nsfwjs;');
});

test('without a checksum, what comes must be weights of the network', async () => {
  const store = await serve((_, response) => response.end('<html>Sign in</html>'));
  expect(await messageOf(loadBackbone('MobileNetV2', 'imagenet', 0, store))).toContain('something else');
  expect(await readdir(folder)).toEqual([]);
});

test('a file in the cache folder whose checksum is wrong is not read', async () => {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, VGG), 'half a file');
  const message = await messageOf(loadBackbone('VGG16', 'imagenet', 0, await offline()));
  expect(message).toContain(`MD5 6d6bbae143d832006294945121d1f1fc`);
  expect(message).toContain('Delete it.');
});

test('with its top, another file is asked for, and MobileNetV2 of it is read with the top', async () => {
  let { bytes } = await mobileNetFile();
  const asked: string[] = [];
  const store = await serve((request, response) => {
    asked.push(request.url!);
    response.end(bytes);
  });
  expect(await messageOf(loadWithTop('MobileNetV2', 'imagenet', { store }))).toContain('layer predictions');
  expect(await messageOf(loadWithTop('VGG16', 'imagenet', { store }))).toContain(
    'not 64373286793e3c8b2b4e3219cbf3544b',
  );
  const { network, weights, inputShape } = await loadWithTop('MobileNetV2', 'random', { seed: 5 });
  const file = path.join(path.dirname(folder), 'with-top.h5');
  await saveModel(file, { network, weights, inputShape });
  bytes = await readFile(file);
  const loaded = await loadWithTop('MobileNetV2', 'imagenet', { store });
  const [read, saved] = [loaded.weights, weights].map((all) => all.get('predictions/kernel')!);
  expect(read!.shape).toEqual(saved!.shape);
  // `toEqual` takes ten seconds for a million numbers.
  expect(read!.values.every((value, i) => value === saved!.values[i])).toBe(true);
  expect(asked).toEqual([
    '/mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5',
    '/vgg16/vgg16_weights_tf_dim_ordering_tf_kernels.h5',
    '/mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5',
  ]);
});

test('EfficientNetLites and SqueezeNet need no network for their ImageNet weights, and SmallCnn has none', async () => {
  for (const name of ['EfficientNetLite0', 'EfficientNetLite1', 'EfficientNetLite2', 'SqueezeNet'] as const)
    await expect(loadBackbone(name, 'imagenet', 0, await offline()), name).resolves.toBeDefined();
  expect(() => expectationOf('SmallCnn', 'imagenet')).toThrow(UserError);
});

test('the digest of weights is that of their file: another byte is another digest, another path is not', async () => {
  const { bytes } = await mobileNetFile();
  const [a, b] = ['a.h5', 'b.h5'].map((name) => path.join(path.dirname(folder), name));
  await writeFile(a, bytes);
  await writeFile(b, bytes);
  const first = await weightsChecksum('MobileNetV2', a, undefined);
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await weightsChecksum('MobileNetV2', b, undefined)).toBe(first);
  bytes[bytes.length - 1] ^= 1;
  await writeFile(a, bytes);
  expect(await weightsChecksum('MobileNetV2', a, undefined)).not.toBe(first);
  expect(await weightsChecksum('MobileNetV2', 'random', undefined)).toBeUndefined();
  expect(await weightsChecksum('MobileNetV2', 'nsfwjs', undefined)).toBeUndefined();
  expect(await messageOf(weightsChecksum('MobileNetV2', `${a}.keras`, undefined))).toContain('no file ');
});

test('the digest of a tfjs model sees its shards', async () => {
  const { network, weights } = await loadBackbone('SmallCnn', 'random');
  const file = path.join(path.dirname(folder), 'model.json');
  await saveModel(file, { network, weights, inputShape: [32, 32, 3] });
  const first = await weightsChecksum('VGG16', file, undefined);
  const shard = path.join(path.dirname(file), 'group1-shard1of1.bin');
  const bytes = await readFile(shard);
  bytes[0] ^= 1;
  await writeFile(shard, bytes);
  expect(await weightsChecksum('VGG16', file, undefined)).not.toBe(first);
});

/** A file that stands in for that of keras-applications, which has no checksum for MobileNetV2. */
async function mobileNetFile(): Promise<{ bytes: Buffer; kernel: Buffer }> {
  standIn ??= writeStandIn();
  const { bytes, kernel } = await standIn;
  return { bytes: Buffer.from(bytes), kernel };
}

async function writeStandIn(): Promise<{ bytes: Buffer; kernel: Buffer }> {
  const { network, weights } = await loadBackbone('MobileNetV2', 'random', 5);
  const file = path.join(path.dirname(folder), 'stand-in.h5');
  await saveModel(file, { network, weights, inputShape: [224, 224, 3] });
  return { bytes: await readFile(file), kernel: Buffer.from(weights.get('Conv_1/kernel')!.values.buffer) };
}

async function serve(listener: RequestListener): Promise<WeightStore> {
  server = createServer(listener);
  await new Promise((done) => server!.listen(0, '127.0.0.1', () => done(undefined)));
  return { folder, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, patience: 10_000 };
}

/** Nothing listens on the port any more. */
async function offline(): Promise<WeightStore> {
  const store = await serve(() => {});
  await new Promise((done) => server!.close(done));
  server = undefined;
  return store;
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}
