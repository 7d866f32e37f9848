import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vm from 'node:vm';
import type { File, Group } from 'h5wasm';
import { UserError } from '../base/errors.js';
import { fittingWeights } from './fittingWeights.js';
import type { RawWeight } from './initialWeights.js';
import { layerOfWeight, type Network, type WeightName, weightShapes } from './layer.js';

type Hdf5 = typeof import('h5wasm');

const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
const NEXT = 'Name a Keras 2 weights file of this backbone (`*_notop.h5`), or a whole model saved as `.h5`.';

/**
 * Weights out of a Keras 2 HDF5 file: of weights alone, or of a whole model; a top is left aside.
 *
 * Layers are found by name, their weights by order. Layers that Keras names by counting (`conv2d_12`) are found by
 * rank, since today's Keras counts from `conv2d` and in one session further than in another.
 *
 * @param file its path
 * @throws UserError where the file is not there, not whole, something else, or of another network
 */
export async function kerasWeights(network: Network, file: string): Promise<Map<WeightName, RawWeight>> {
  checkSignature(file);
  const hdf5 = await loadHdf5();
  const module = await hdf5.ready;
  // Else the library prints its stack on the terminal, and goes on.
  module.activate_throwing_error_handler();
  let opened: File | undefined;
  try {
    opened = new hdf5.File(file, 'r');
    return weightsIn(network, opened, file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${file} is expected to be a whole HDF5 file.`,
      /truncated/.test(String(error)) ? 'a file that was cut short' : firstLine(error),
      'Copy or download it again.',
    );
  } finally {
    opened?.close();
    module.deactivate_throwing_error_handler();
  }
}

function checkSignature(file: string): void {
  if (!fs.existsSync(file)) throw new UserError('A file of weights was expected.', `no file ${file}`, NEXT);
  const start = Buffer.alloc(SIGNATURE.length);
  const handle = fs.openSync(file, 'r');
  try {
    fs.readSync(handle, start, 0, start.length, 0);
  } finally {
    fs.closeSync(handle);
  }
  if (start.equals(SIGNATURE)) return;
  const zip = start.subarray(0, 2).toString() === 'PK';
  throw new UserError(`${file} is expected to be an HDF5 file.`, zip ? 'a zip file' : 'something else', NEXT);
}

function weightsIn(network: Network, file: File, name: string): Map<WeightName, RawWeight> {
  const root = file.keys().includes('model_weights') ? (file.get('model_weights') as Group) : file;
  const layers = texts(root, 'layer_names');
  if (layers.length === 0) {
    const received = file.keys().includes('layers') ? 'weights of Keras 3' : 'an HDF5 file of something else';
    throw new UserError(`${name} is expected to hold Keras 2 weights, with 'layer_names'.`, received, NEXT);
  }
  const stored = byRank(new Map(layers.flatMap((layer) => storedLayers(root, layer))));
  const ours = new Map<string, WeightName[]>();
  for (const weight of weightShapes(network, 3).keys()) {
    const layer = layerOfWeight(weight);
    ours.set(layer, [...(ours.get(layer) ?? []), weight]);
  }
  const places = new Map<WeightName, string>();
  for (const [key, weights] of byRank(ours)) {
    stored
      .get(key)
      ?.slice(0, weights.length)
      .forEach((place, i) => {
        places.set(weights[i], place);
      });
  }
  const find = (weight: WeightName): RawWeight | undefined => {
    const place = places.get(weight);
    return place === undefined ? undefined : readWeight(root, place);
  };
  return fittingWeights(network, find, `The weights of ${name}`, NEXT);
}

/** No layer has more: gamma, beta, mean and variance. What has more is a model within the model. */
const MOST_WEIGHTS = 4;

/** Where the weights of a layer lie in the file; of each layer of it, where it is a model. */
function storedLayers(root: Group, layer: string): [layer: string, places: string[]][] {
  const names = texts(root.get(layer) as Group, 'weight_names');
  if (names.length <= MOST_WEIGHTS) return [[layer, names.map((name) => `${layer}/${name}`)]];
  const inner = new Map<string, string[]>();
  for (const name of names)
    inner.set(layerOfWeight(name), [...(inner.get(layerOfWeight(name)) ?? []), `${layer}/${name}`]);
  return [...inner];
}

/** Layers that Keras names by counting under their kind and rank, the others under their names. */
function byRank<T>(layers: ReadonlyMap<string, readonly T[]>): Map<string, readonly T[]> {
  const counted = (name: string): [kind: string, count: number] | undefined => {
    const match = /^(conv2d|batch_normalization)(?:_(\d+))?$/.exec(name);
    return match === null ? undefined : [match[1], Number(match[2] ?? 0)];
  };
  const result = new Map<string, readonly T[]>();
  const ranks = new Map<string, number>();
  const countOf = ([name]: [string, readonly T[]]): number => counted(name)?.[1] ?? 0;
  for (const [name, values] of [...layers].sort((a, b) => countOf(a) - countOf(b))) {
    const kind = counted(name)?.[0];
    if (values.length === 0) continue;
    if (kind !== undefined) ranks.set(kind, (ranks.get(kind) ?? 0) + 1);
    result.set(kind === undefined ? name : `${kind} ${ranks.get(kind)}`, values);
  }
  return result;
}

function readWeight(root: Group, place: string): RawWeight | undefined {
  const dataset = root.get(place);
  if (dataset === null || !('value' in dataset) || !('shape' in dataset)) return undefined;
  const { value, shape } = dataset;
  if (!(value instanceof Float32Array || value instanceof Float64Array) || shape === null) return undefined;
  return { shape, values: Float32Array.from(value) };
}

/** An attribute that is a list of texts; Keras cuts one that is too long into `name0`, `name1`, ... */
function texts(group: Group, name: string): string[] {
  const attributes = group.attrs;
  const parts = name in attributes ? [name] : Object.keys(attributes).filter((key) => key.replace(/\d+$/, '') === name);
  return parts
    .sort((a, b) => Number(a.slice(name.length)) - Number(b.slice(name.length)))
    .flatMap((part) => {
      const { value } = attributes[part];
      return Array.isArray(value) ? value.map(String) : [];
    });
}

/** h5wasm is an ES module: `require` does not read it before Node 20.19, and TypeScript makes `require` of `import`. */
async function loadHdf5(): Promise<Hdf5> {
  const file = path.resolve(__dirname, '../../node_modules/h5wasm/dist/node/hdf5_hl.js');
  const { href } = pathToFileURL(file);
  try {
    return await (new Function('href', 'return import(href)') as (href: string) => Promise<Hdf5>)(href);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING') throw error;
    // In a test runner's virtual machine; experimental, so Node warns.
    const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
    return await vm.runInThisContext('(href) => import(href)', { importModuleDynamically })(href);
  }
}

function firstLine(error: unknown): string {
  return (error as Error).message?.split('\n')[0] ?? String(error);
}
