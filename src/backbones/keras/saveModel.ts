import { createWriteStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Group } from 'h5wasm';
import { ZipFile } from 'yazl';
import { UserError } from '../../base/errors.js';
import { asciiJson } from '../../base/text/asciiJson.js';
import { writeAtomic, writeThroughPart } from '../../base/wholeFile.js';
import { configOfNetwork, nameInKeras } from './configOfNetwork.js';
import { writeHdf5 } from './hdf5.js';
import { CONFIG, WEIGHTS } from './kerasArchive.js';
import { layersInOrderOfKeras } from './layerOrder.js';
import { placesOf } from './modelConfig.js';
import { withLayersOfTfjs, withoutCustomScale } from './plainLayers.js';
import type { Model } from './readModel.js';
import { namesByLayer } from './storedLayers.js';
import type { ManifestEntry } from './tfjsFile.js';

/** The version that a file says it is of: the first one that reads it. */
const KERAS_3 = '3.0.0';
const KERAS_2 = '2.2.4';
const SHARD = 'group1-shard1of1.bin';

/**
 * Writes a whole model in the format that the name of the file asks for:
 *
 * - `.keras`: Keras 3;
 * - `.weights.h5`: weights alone, for a model that Keras 3 builds from the same layers;
 * - `.h5`: Keras 2, tf.keras and Keras 3;
 * - `model.json`: TensorFlow.js, for browsers, with one file of weights beside it.
 *
 * Every bit of the weights is kept. A slash in the name of a layer becomes an underscore, as Keras 3 requires. The file
 * is written whole or not at all.
 *
 * @throws UserError where the name ends otherwise, or where the padding depends on a height or width that the model
 *   leaves open
 *
 * @example
 * await thaw.saveModel('model.keras', await thaw.modelOfRun(run));
 */
export async function saveModel(file: string, model: Model): Promise<void> {
  await writerOf(file)(file, model);
}

function writerOf(file: string): (file: string, model: Model) => Promise<void> {
  if (file.endsWith('.keras')) return writeKeras;
  if (file.endsWith('.weights.h5'))
    return (to, model) => writeThroughPart(to, (part) => writeKeras3Weights(part, model));
  if (/\.(h5|hdf5)$/.test(file)) return (to, model) => writeThroughPart(to, (part) => writeKeras2(part, model));
  if (path.basename(file) === 'model.json') return writeTfjs;
  throw new UserError(
    'The name of a model file is expected to end in .keras, .weights.h5 or .h5, or to be model.json.',
    path.basename(file),
    'Give the file another name.',
  );
}

async function writeKeras(file: string, model: Model): Promise<void> {
  const config = JSON.stringify(configOfNetwork(model, 'keras3'));
  const folder = await fs.mkdtemp(path.join(tmpdir(), 'thaw-keras-'));
  try {
    const weights = path.join(folder, WEIGHTS);
    await writeKeras3Weights(weights, model);
    const zip = new ZipFile();
    // As Keras does: weights hardly shrink.
    const plain = { compress: false };
    zip.addBuffer(Buffer.from(JSON.stringify({ keras_version: KERAS_3 })), 'metadata.json', plain);
    zip.addBuffer(Buffer.from(config), CONFIG, plain);
    zip.addFile(weights, WEIGHTS, plain);
    zip.end();
    await writeThroughPart(file, (part) => pipeline(zip.outputStream, createWriteStream(part)));
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}

async function writeKeras3Weights(file: string, { network, weights, inputShape }: Model): Promise<void> {
  const layers = layersInOrderOfKeras(network);
  const places = placesOf(layers.map(({ kind }) => kind));
  const names = namesByLayer(network, inputShape);
  await writeHdf5(file, (root) => {
    const all = root.create_group('layers');
    for (const [i, { name }] of layers.entries()) {
      const own = names.get(name);
      if (own === undefined) continue;
      const vars = all.create_group(path.posix.basename(places[i]!)).create_group('vars');
      vars.create_attribute('name', nameInKeras(name));
      for (const [k, weight] of own.entries()) {
        const { shape, values } = weights.get(weight)!;
        vars.create_dataset({ name: String(k), data: values, shape });
      }
    }
  });
}

async function writeKeras2(file: string, whole: Model): Promise<void> {
  const model = withoutCustomScale(whole);
  const { network, weights, inputShape } = model;
  const config = asciiJson(JSON.stringify(configOfNetwork(model, 'keras2')));
  const names = namesByLayer(network, inputShape);
  await writeHdf5(file, (root) => {
    const all = root.create_group('model_weights');
    for (const group of [root, all]) {
      writeText(group, 'keras_version', KERAS_2);
      writeText(group, 'backend', 'tensorflow');
    }
    writeText(root, 'model_config', config);
    const layers = layersInOrderOfKeras(network).map(({ name }) => name);
    writeTexts(all, 'layer_names', layers.map(nameInKeras));
    for (const layer of layers) {
      const name = nameInKeras(layer);
      const group = all.create_group(name);
      const own = names.get(layer) ?? [];
      const ends = own.map((weight) => `${weight.slice(layer.length + 1)}:0`);
      writeTexts(
        group,
        'weight_names',
        ends.map((end) => `${name}/${end}`),
      );
      if (own.length === 0) continue;
      const inner = group.create_group(name);
      for (const [k, weight] of own.entries()) {
        const { shape, values } = weights.get(weight)!;
        inner.create_dataset({ name: ends[k]!, data: values, shape });
      }
    }
  });
}

/** Bytes that an attribute may have in HDF5. Source: Keras `HDF5_OBJECT_HEADER_LIMIT`. */
const MOST_BYTES = 64512;

/** An ASCII text. Keras 2 decodes bytes, which is what h5py gives for ASCII; for UTF-8 it gives a text. */
function writeText(group: Group, name: string, text: string): void {
  group.create_attribute(name, text, null, 'A');
}

/** A list of texts, of one length as Keras 2 wants them; cut as Keras cuts one that is too long. */
function writeTexts(group: Group, name: string, list: readonly string[]): void {
  if (list.length === 0) {
    group.create_attribute(name, new Float64Array(0), [0]);
    return;
  }
  const bytes = Math.max(...list.map((one) => Buffer.byteLength(one)));
  const each = Math.floor(MOST_BYTES / bytes);
  for (let start = 0; start < list.length; start += each) {
    const part = list.slice(start, start + each);
    const whole = part.length === list.length;
    group.create_attribute(whole ? name : `${name}${start / each}`, part, [part.length], `S${bytes}`);
  }
}

async function writeTfjs(file: string, whole: Model): Promise<void> {
  const model = withLayersOfTfjs(whole);
  const { network, weights, inputShape } = model;
  const config = configOfNetwork(model, 'keras2');
  const stored = [...namesByLayer(network, inputShape)].flatMap(([layer, names]) =>
    names.map((name) => ({ name: `${nameInKeras(layer)}/${name.slice(layer.length + 1)}`, ...weights.get(name)! })),
  );
  const entries = stored.map(({ name, shape }): ManifestEntry => ({ name, shape, dtype: 'float32' }));
  const json = {
    format: 'layers-model',
    generatedBy: 'thaw',
    convertedBy: null,
    modelTopology: { keras_version: KERAS_2, backend: 'tensorflow', model_config: config },
    weightsManifest: [{ paths: [SHARD], weights: entries }],
  };
  const values = stored.map(({ values: v }) => Buffer.from(v.buffer, v.byteOffset, v.byteLength));
  await writeAtomic(path.join(path.dirname(file), SHARD), Buffer.concat(values));
  await writeAtomic(file, JSON.stringify(json));
}
