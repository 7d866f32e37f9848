import { constant, type Host, host, isNone, textOf, tuple, unknown, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { argumentReader, asPath, asTruth } from '../read.js';
import type { DataRows } from './data.js';
import { datasetValue } from './dataset.js';
import type { ImageSource } from './flow.js';
import { BYTES, withStep } from './foldStep.js';
import { imagesValue } from './imageArray.js';
import type { LibraryCall } from './imageHost.js';
import { labelsValue } from './labels.js';

/** `tfds.load(name, split, as_supervised=True)`: bytes, and integer labels. */
export const loadTfds: LibraryCall = (args, at) => {
  const settings = argumentReader(
    args,
    ['name', 'split', 'data_dir', 'batch_size', 'shuffle_files', 'download', 'as_supervised'],
    at,
  );
  const name = settings.read('name', asPath, '').value ?? 'a data set';
  const split = settings.value('split');
  const isSupervised = settings.read('as_supervised', asTruth, false).value === true;
  const make = (part: Value): Value => dataset(name, part, isSupervised, at);
  const loaded = loadedParts(split, make, at);
  return settings.read('with_info', asTruth, false).value === true
    ? tuple([loaded, host(infoOf(name), at)], at)
    : loaded;
};

function loadedParts(split: Value | undefined, make: (part: Value) => Value, at: Place): Value {
  if (split?.kind === 'sequence') return { ...split, items: split.items.map(make), origin: at };
  if (split !== undefined && !isNone(split)) return make(split);
  const entries = ['train', 'validation', 'test'].map((part): [string, Value] => [part, make(constant(part, at))]);
  return { kind: 'dict', entries: new Map(entries), isComplete: false, origin: at };
}

function dataset(name: string, part: Value, isSupervised: boolean, at: Place): Value {
  const text = part.kind === 'constant' ? String(part.value) : textOf(part);
  const source: ImageSource = { kind: 'tfds', text: `${name}, ${text}`, place: part.origin };
  const data: DataRows = { source, rows: [] };
  const pixels = withStep(
    { start: {}, steps: [] },
    { kind: 'decode', by: 'tfds.load', dtype: 'uint8', range: BYTES, order: 'rgb' },
    at,
  );
  const images = imagesValue({ library: 'tensor', pixels, data, isOne: true }, at);
  const labels = labelsValue({ form: 'integers', place: at, from: 'read' }, at, data);
  const element: Value = isSupervised
    ? tuple([images, labels], at)
    : {
        kind: 'dict',
        entries: new Map([
          ['image', images],
          ['label', labels],
        ]),
        isComplete: false,
        origin: at,
      };
  return datasetValue({ element, data }, at);
}

function infoOf(name: string): Host {
  return {
    what: `information about ${name}`,
    attribute: (attribute, at) => unknown('the data set decides it', `${attribute} of ${name}`, at),
  };
}
