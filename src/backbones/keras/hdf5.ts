import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vm from 'node:vm';
import type { Dataset, File, Group } from 'h5wasm';
import { UserError } from '../../base/errors.js';
import type { RawWeight } from '../network/weights.js';

type Hdf5 = typeof import('h5wasm');

/**
 * Opens an HDF5 file to read, and closes it after `use`.
 *
 * @param shown name of the file in error messages
 * @throws UserError if the file is not complete
 */
export async function readHdf5<T>(file: string, shown: string, use: (root: Group) => T): Promise<T> {
  const hdf5 = await loadHdf5();
  try {
    return await withHdf5(hdf5, file, 'r', use);
  } catch (error) {
    // Those of the library are plain errors; any other is one of `use`.
    if (error instanceof UserError || (error as Error).constructor !== Error) throw error;
    throw new UserError(
      `${shown} is expected to be a complete HDF5 file.`,
      receivedOf(String((error as Error).message ?? error)),
      'Copy or download it again.',
    );
  }
}

/** Writes an HDF5 file: `fill` puts groups, datasets and attributes into its root. */
export async function writeHdf5(file: string, fill: (root: Group) => void): Promise<void> {
  await withHdf5(await loadHdf5(), file, 'w', fill);
}

async function withHdf5<T>(hdf5: Hdf5, file: string, mode: 'r' | 'w', use: (root: Group) => T): Promise<T> {
  const module = await hdf5.ready;
  // Else the library prints its stack on the terminal, and goes on.
  module.activate_throwing_error_handler();
  let opened: File | undefined;
  try {
    opened = new hdf5.File(file, mode);
    return use(opened);
  } finally {
    opened?.close();
    module.deactivate_throwing_error_handler();
  }
}

/** The group or dataset at a path below a group; undefined if there is none, or for a link out of the file. */
export function entryAt(group: Group, place: string): Group | Dataset | undefined {
  let at: Group = group;
  const names = place.split('/');
  for (const [i, name] of names.entries()) {
    if (!at.keys().includes(name)) return undefined;
    const next = at.get(name);
    if (next === null || !('attrs' in next)) return undefined;
    if (i === names.length - 1) return 'shape' in next || 'keys' in next ? (next as Group | Dataset) : undefined;
    if (!('keys' in next)) return undefined;
    at = next as Group;
  }
  return undefined;
}

export function groupAt(group: Group, place: string): Group | undefined {
  const entry = entryAt(group, place);
  return entry !== undefined && 'keys' in entry ? entry : undefined;
}

/** A dataset of numbers; the values are read on access. Undefined if there is none. */
export function weightAt(group: Group, place: string): RawWeight | undefined {
  const dataset = entryAt(group, place);
  if (dataset === undefined || !('shape' in dataset) || dataset.shape === null) return undefined;
  const { shape } = dataset;
  return {
    shape,
    get values() {
      const { value } = dataset;
      if (value instanceof Float32Array) return value;
      if (value instanceof Float64Array) return Float32Array.from(value);
      // A single number, such as the `count` of a `Normalization`, which is a whole one.
      if (typeof value === 'number' || typeof value === 'bigint') return Float32Array.of(Number(value));
      throw new UserError(
        `Float weights of 32 or 64 bits were expected at ${dataset.path}.`,
        JSON.stringify(dataset.dtype),
        'Save the model in float32.',
      );
    },
  };
}

/** An attribute that is a text, or undefined. */
export function text(group: Group, name: string): string | undefined {
  const value = name in group.attrs ? group.attrs[name]!.value : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** An attribute that is a list of texts; Keras cuts one that is too long into `name0`, `name1`, ... */
export function texts(group: Group, name: string): string[] {
  const attributes = group.attrs;
  const parts = name in attributes ? [name] : Object.keys(attributes).filter((key) => key.replace(/\d+$/, '') === name);
  return parts
    .sort((a, b) => Number(a.slice(name.length)) - Number(b.slice(name.length)))
    .flatMap((part) => {
      const { value } = attributes[part]!;
      return Array.isArray(value) ? value.map(String) : [];
    });
}

/** h5wasm is an ES module: `require` does not read it before Node 20.19, and TypeScript makes `require` of `import`. */
async function loadHdf5(): Promise<Hdf5> {
  const file = path.resolve(__dirname, '../../../node_modules/h5wasm/dist/node/hdf5_hl.js');
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

function receivedOf(message: string): string {
  if (message.includes('truncated')) return 'a file that was cut short';
  // The library's own stack, of a dozen lines.
  return message.startsWith('HDF5-DIAG') ? 'a corrupt file' : message.split('\n')[0]!;
}
