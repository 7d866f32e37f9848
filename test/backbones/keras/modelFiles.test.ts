import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { parseConfig } from '../../../src/backbones/keras/modelConfig.js';
import { networkOfConfig } from '../../../src/backbones/keras/networkOfConfig.js';
import { readModel } from '../../../src/backbones/keras/readModel.js';
import { saveModel } from '../../../src/backbones/keras/saveModel.js';
import type { Layer, Network } from '../../../src/backbones/network/layer.js';
import { loadBackbone } from '../../../src/backbones/pretrained/loadBackbone.js';
import { UserError } from '../../../src/base/errors.js';
import { drawnWeights } from '../drawnWeights.js';
import { smallModel } from '../smallModel.js';

let folder: string;
/** Files in the folder once all is saved, before the tests add theirs. */
let saved: string[];
const at = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-files-'));
  const model = smallModel();
  for (const name of ['whole.keras', 'whole.h5', 'alone.weights.h5', 'model.json']) await saveModel(at(name), model);
  saved = await readdir(folder);
});
afterAll(() => rm(folder, { recursive: true }));

test('nothing but the files that were asked for is left, in the folder and in that for temporary files', async () => {
  expect(saved.sort()).toEqual(
    ['alone.weights.h5', 'group1-shard1of1.bin', 'model.json', 'whole.h5', 'whole.keras'].sort(),
  );
  const before = await readdir(tmpdir());
  await readModel(at('whole.keras'));
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('thaw-keras-') && !before.includes(name))).toEqual(
    [],
  );
});

test('a file keeps every bit of the weights, be they NaN, -0, infinite or tiny', async () => {
  const model = smallModel();
  const bits = Uint32Array.of(0x7fc00001, 0x80000000, 0x7f800000, 1, 0xff800000, 0x3f800001, 0x7fa00000);
  const bias = { shape: [7], values: new Float32Array(bits.buffer) };
  model.weights.set('classes/bias', bias);
  for (const name of ['bits.keras', 'bits.h5', 'bits/model.json']) {
    await saveModel(at(name), model);
    const { values } = (await readModel(at(name))).weights.get('classes/bias')!;
    expect(new Uint32Array(values.buffer, values.byteOffset, 7), name).toEqual(bits);
  }
});

test('a model of open size is written and read as one, unless its padding depends on the size', async () => {
  const whole = smallModel().network;
  const pooled: Network = { ...whole, layers: whole.layers.map(withoutFlatten) };
  const layers = pooled.layers.map(
    (layer): Layer => (layer.kind === 'ZeroPadding2D' ? { ...layer, padding: 2 } : layer),
  );
  const network = { ...pooled, layers };
  const open = { network, weights: drawnWeights(network), inputShape: [null, null, 3] as const };
  for (const name of ['open.keras', 'open.h5']) {
    await saveModel(at(name), open);
    expect((await readModel(at(name))).inputShape, name).toEqual([null, null, 3]);
  }
  await expectError(
    () => saveModel(at('open.keras'), { ...open, network: pooled }),
    ['padding pad depends on the size', 'Give height and width'],
  );
  await expectError(
    () => saveModel(at('open.weights.h5'), { ...open, network: whole }),
    ['weights of the layer hidden depend on the size', 'Give height and width'],
  );
});

test('a file of another kind, cut short or of weights alone is an error that says so', async () => {
  await expectError(() => saveModel(at('model.onnx'), smallModel()), ['.keras, .weights.h5 or .h5', 'model.onnx']);
  await expectError(() => readModel(at('alone.weights.h5')), ['whole model', 'weights only']);
  const archive = await readFile(at('whole.keras'));
  await writeFile(at('short.keras'), archive.subarray(0, archive.length / 2));
  await expectError(() => readModel(at('short.keras')), ['short.keras is expected to be a complete .keras file']);
  const hdf5 = await readFile(at('whole.h5'));
  await writeFile(at('short.h5'), hdf5.subarray(0, hdf5.length / 2));
  await expectError(() => readModel(at('short.h5')), ['short.h5 is expected to be a complete HDF5 file', 'cut short']);
});

test('the zip file of something else is an error that names what is missing', async () => {
  await zipTo('other.keras', { 'data.pkl': Buffer.from('PyTorch'), 'config.json': Buffer.from('{}') });
  await expectError(() => loadBackbone('VGG16', at('other.keras')), ['model of Keras 3', 'without model.weights.h5']);
  await zipTo('text.keras', { 'config.json': Buffer.from('{"class'), 'model.weights.h5': Buffer.alloc(100) });
  await expectError(() => loadBackbone('VGG16', at('text.keras')), ['text.keras', 'configuration in JSON']);
  const config = Buffer.from(JSON.stringify({ class_name: 'Functional', config: { name: 'm', layers: [] } }));
  await zipTo('noise.keras', { 'config.json': config, 'model.weights.h5': Buffer.alloc(1000, 'x') });
  await expectError(
    () => loadBackbone('VGG16', at('noise.keras')),
    ['noise.keras is expected to be a complete HDF5 file'],
  );
});

test('a zip bomb is not unpacked: neither one that says its size nor one that lies', async () => {
  const zeros = Buffer.alloc(64 * 2 ** 20);
  await zipTo('bomb.keras', { 'config.json': Buffer.from('{}'), 'model.weights.h5': zeros }, true);
  await expectError(
    () => loadBackbone('VGG16', at('bomb.keras')),
    ['expected to unpack into a model', `${zeros.length} bytes`],
  );
  const bytes = await readFile(at('bomb.keras'));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(zeros.length);
  const small = Buffer.alloc(4);
  small.writeUInt32LE(1000);
  for (let i = bytes.indexOf(size); i >= 0; i = bytes.indexOf(size, i)) small.copy(bytes, i);
  await writeFile(at('liar.keras'), bytes);
  await expectError(
    () => loadBackbone('VGG16', at('liar.keras')),
    ['liar.keras is expected to be a complete .keras file', 'too many bytes'],
  );
});

test('a tfjs model without a shard, with a short one, or of another kind is an error', async () => {
  await mkdir(at('tfjs'));
  const json = await readFile(at('model.json'));
  await writeFile(at('tfjs/model.json'), json);
  await expectError(() => readModel(at('tfjs/model.json')), ['beside it', 'no file group1-shard1of1.bin']);
  await writeFile(at('tfjs/group1-shard1of1.bin'), (await readFile(at('group1-shard1of1.bin'))).subarray(4));
  await expectError(() => readModel(at('tfjs/model.json')), ['group1-shard1of1.bin', 'are expected to have']);
  await writeFile(at('tfjs/model.json'), json.subarray(0, 200));
  await expectError(() => readModel(at('tfjs/model.json')), ['complete model.json']);
  await writeFile(at('tfjs/model.json'), '{"name": "package"}');
  await expectError(() => readModel(at('tfjs/model.json')), ['tfjs layers model', 'JSON with name']);
});

test('weights of another network name the first layer that differs, with both shapes', async () => {
  const { network, weights, inputShape } = smallModel();
  const layers = network.layers.map((layer) => (layer.name === 'hidden' ? { ...layer, units: 6 } : layer));
  const other = {
    network: { ...network, layers: layers as typeof network.layers },
    weights: new Map(weights),
    inputShape,
  };
  other.weights.set('hidden/kernel', { shape: [168, 6], values: new Float32Array(168 * 6) });
  other.weights.set('hidden/bias', { shape: [6], values: new Float32Array(6) });
  other.weights.set('classes/kernel', { shape: [5, 7], values: new Float32Array(35) });
  await saveModel(at('other.h5'), other);
  await expectError(
    () => readModel(at('other.h5')),
    ['layer classes takes a kernel of shape [6, 7]', 'Received: [5, 7]'],
  );
  await expectError(
    () => loadBackbone('SqueezeNet', at('whole.keras')),
    ['layer conv1 takes a kernel of shape [3, 3, 3, 64]', '[3, 3, 3, 6]'],
  );
});

test.each<{ what: string; layer: object; message: string[] }>([
  { what: 'a class', layer: { class_name: 'LSTM', config: {} }, message: ['the layer odd (LSTM)'] },
  {
    what: 'an activation',
    layer: { class_name: 'Conv2D', config: { filters: 1, kernel_size: 1, activation: 'celu' } },
    message: ['Conv2D odd takes activation', '"celu"'],
  },
  {
    what: 'a dilation',
    layer: { class_name: 'Conv2D', config: { filters: 1, kernel_size: 3, dilation_rate: [2, 2] } },
    message: ['dilation_rate', '[2,2]'],
  },
  {
    what: 'an axis',
    layer: { class_name: 'BatchNormalization', config: { axis: 1, epsilon: 1, momentum: 1 } },
    message: ['axis', '1'],
  },
  {
    what: 'channels first',
    layer: { class_name: 'MaxPooling2D', config: { data_format: 'channels_first' } },
    message: ['data_format', 'channels_first'],
  },
  {
    what: 'a layer that is called twice',
    layer: { class_name: 'Add', config: {}, inbound_nodes: [[['in', 0, 0, {}]], [['in', 0, 0, {}]]] },
    message: ['Add odd takes a layer that is called once', '2 calls'],
  },
])('a model with $what that thaw does not run is an error that names the layer', async ({ layer, message }) => {
  const config = {
    name: 'model',
    layers: [
      { class_name: 'InputLayer', name: 'in', config: { batch_input_shape: [null, 8, 8, 3] }, inbound_nodes: [] },
      { name: 'odd', inbound_nodes: [[['in', 0, 0, {}]]], ...layer },
    ],
    input_layers: [['in', 0, 0]],
    output_layers: [['odd', 0, 0]],
  };
  const read = async () => networkOfConfig(parseConfig({ class_name: 'Model', config }, 'a.h5'), 'a.h5');
  await expectError(read, message);
});

function withoutFlatten(layer: Layer): Layer {
  return layer.kind === 'Flatten' ? { kind: 'GlobalAveragePooling2D', name: layer.name, inputs: layer.inputs } : layer;
}

async function expectError(run: () => Promise<unknown>, message: readonly string[]): Promise<void> {
  const error = await run().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error, String(error)).toBeInstanceOf(UserError);
  for (const part of message) expect((error as UserError).message).toContain(part);
}

async function zipTo(name: string, entries: Record<string, Buffer>, compress = false): Promise<void> {
  const zip = new ZipFile();
  for (const [entry, bytes] of Object.entries(entries)) zip.addBuffer(bytes, entry, { compress });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(at(name)));
}
