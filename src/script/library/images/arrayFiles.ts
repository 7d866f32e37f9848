import { table } from '../../../base/table.js';
import { positionalArguments, valuesOf } from '../../evaluate/arguments.js';
import {
  type Arguments,
  constant,
  type Execution,
  type Host,
  host,
  stringOf,
  textOf,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { argumentReader } from '../read.js';
import { keptBy } from './data.js';
import type { ImageSource } from './flow.js';
import { withStep } from './foldStep.js';
import { imagesValue } from './imageArray.js';
import type { LibraryCall } from './imageHost.js';
import { placeholder } from './placeholder.js';

/** `open(path, ...)`: what thaw knows of a file is its name. */
export const openFile: LibraryCall = (args, at) => {
  const [path] = valuesOf(args);
  return path === undefined ? undefined : unknown('the file decides it', `open(${textOf(path)})`, at);
};

/** The name of a file, or of one that is open: `open('x.npy')`. */
function fileName(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = stringOf(value) ?? textOf(value);
  return /^open\('?(.*?)'?\)$/.exec(text)?.[1] ?? text;
}

export const save: LibraryCall = (args, at, run) => {
  const settings = argumentReader(args, ['file', 'arr'], at);
  return keep(settings.value('file'), settings.value('arr'), at, run);
};

/** Keeps a value by the name of the file that the script saves it in. */
function keep(file: Value | undefined, value: Value | undefined, at: Place, run: Execution): Value {
  const name = fileName(file);
  if (name !== undefined && value !== undefined) keptBy(run).files.set(withoutEnding(name), value);
  return constant(null, at);
}

/** NumPy adds the ending where it is left out; `./x.npy` is `x.npy`. */
function withoutEnding(name: string): string {
  return name.replace(/^(?:\.\/)+/, '').replace(/\.np[yz]$/, '');
}

/** `np.savez('data.npz', x=features, y=labels)`: what is loaded from it has names. */
export const saveSeveral: LibraryCall = ({ positional: [file, ...values], keywords }, at, run) => {
  if (file === undefined) return undefined;
  const entries = new Map([...values.map((value, i) => [`arr_${i}`, value] as const), ...keywords]);
  return keep(file, { kind: 'dict', entries, isComplete: true, origin: at }, at, run);
};

/** What the script itself has saved under that name; otherwise another program has made it. */
export function load(by: string): LibraryCall {
  return (args, at, run) => {
    const name = fileName(valuesOf(args)[0]);
    if (name === undefined) return undefined;
    const kept = keptBy(run).files.get(withoutEnding(name));
    if (kept !== undefined) return kept;
    const why = 'another program has made the file';
    const pixels = withStep({ start: {}, steps: [] }, { kind: 'unknown', text: `${by}(${name})`, why }, at);
    const source: ImageSource = { kind: 'array file', text: name, place: at };
    return imagesValue({ library: 'numpy', pixels, data: { source, rows: [] }, isOne: undefined }, at);
  };
}

/** `pickle.dump(value, file)` and `pickle.load(file)`. */
export const dump: LibraryCall = ({ positional: [value, file] }, at, run) => keep(file, value, at, run);

export const loadDumped: LibraryCall = load('pickle.load');

/** `h5py.File(name)`: arrays by name, those that the script itself has written among them. */
export const openHdf: LibraryCall = (args, at, run) => {
  const name = fileName(args.positional[0] ?? args.keywords.get('name'));
  return name === undefined ? undefined : host(hdfFile(name, load('h5py.File')(args, at, run)), at);
};

/** `HDF5Matrix(path, name)` of Keras 2: one array of a file. */
export const hdfMatrix: LibraryCall = (args, at, run) => {
  const settings = argumentReader(args, ['datapath', 'dataset'], at);
  const [path, name] = [settings.value('datapath'), settings.value('dataset')];
  if (path === undefined || name === undefined) return undefined;
  const file = openHdf(positionalArguments(path), at, run);
  return file?.kind === 'host' ? file.host.item?.(name, at, run) : undefined;
};

/** @param unread what stands for the arrays that another program has made */
function hdfFile(name: string, unread: Value | undefined): Host {
  const keyOf = (key: string): string => `${name}\n${key}`;
  const write = (key: string | undefined, value: Value, run: Execution): boolean => {
    if (key !== undefined) keptBy(run).files.set(keyOf(key), value);
    return key !== undefined;
  };
  const read = (index: Value, at: Place, run: Execution): Value | undefined => {
    const key = stringOf(index);
    const written = key === undefined ? undefined : keptBy(run).files.get(keyOf(key));
    if (written !== undefined) return written;
    return unread?.kind === 'host' ? unread.host.item?.(index, at, run) : undefined;
  };
  const methods: Record<string, (args: Arguments, at: Place, run: Execution) => Value | undefined> = table({
    create_dataset: (args, at, run) => {
      const settings = argumentReader(args, ['name', 'shape', 'dtype', 'data'], at);
      // HDF5's default is float32.
      const type = settings.value('dtype') ?? constant('float32', at);
      const shape = settings.value('shape');
      const made = positionalArguments(...(shape === undefined ? [] : [shape, type]));
      const value = settings.value('data') ?? placeholder(made, at, run);
      if (value !== undefined) write(stringOf(settings.value('name')), value, run);
      return value;
    },
    get: ({ positional: [key] }, at, run) => (key === undefined ? undefined : read(key, at, run)),
    close: (_args, at) => constant(null, at),
    flush: (_args, at) => constant(null, at),
    keys: (_args, at) => unknown('the file decides it', `keys of ${name}`, at),
  });
  return {
    what: `the file ${name}`,
    method: (called, args, at, run) => methods[called]?.(args, at, run),
    item: (index, at, run) => (index.kind === 'slice' ? undefined : read(index, at, run)),
    setItem: (index, value, _at, run) => (index.kind === 'slice' ? false : write(stringOf(index), value, run)),
  };
}
