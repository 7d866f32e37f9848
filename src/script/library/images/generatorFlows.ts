import { table } from '../../../base/table.js';
import {
  type Arguments,
  constant,
  counted,
  type Execution,
  host,
  type Iteration,
  isNone,
  textOf,
  tuple,
  type UnknownFields,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import {
  type ArgumentReader,
  argumentReader,
  asNumber,
  asNumberOrNone,
  asPath,
  asText,
  asTextOrNone,
  asTruth,
  byDefault,
  mapRead,
  notRead,
  type Read,
  read,
} from '../read.js';
import { COLOR_MODES } from './colorModes.js';
import { type DataRows, unknownSource, withRows } from './data.js';
import type { FlowLabels, ImageFlow, ImageSource, LabelForm, PixelState, Pixels, RowStep } from './flow.js';
import type { FlowHost, Generator } from './flowHost.js';
import { BYTES, endOf, withStep } from './foldStep.js';
import { imagesValue } from './imageArray.js';
import { arrayIn, CHANNELS } from './imageHost.js';
import { asLabels, labelsValue } from './labels.js';
import { readSize } from './resizeAction.js';
import { shuffleStep } from './rowIndex.js';
import { rowsIn } from './rowsHost.js';

const DIRECTORY =
  'directory target_size color_mode classes class_mode batch_size shuffle seed save_to_dir save_prefix save_format follow_links subset interpolation keep_aspect_ratio'.split(
    ' ',
  );

const DATAFRAME =
  'dataframe directory x_col y_col weight_col target_size color_mode classes class_mode batch_size shuffle seed save_to_dir save_prefix save_format subset interpolation validate_filenames'.split(
    ' ',
  );

const ARRAYS =
  'x y batch_size shuffle sample_weight seed save_to_dir save_prefix save_format ignore_class_split subset'.split(' ');

export function flowFromDirectory(generator: Generator, args: Arguments, at: Place, run: Execution): Value {
  const settings = argumentReader(args, DIRECTORY, at);
  const directory =
    settings.optional('directory', asPath) ?? notRead<string>('the call leaves it out', 'directory', at);
  const source: ImageSource = {
    kind: 'folder',
    text: directory.from === 'unknown' ? directory.text : directory.value,
    place: directory.places[0] ?? at,
    directory,
    ...subsetOf(generator, settings),
  };
  return fromFiles('directory generator', generator, settings, { source, rows: [] }, at, run);
}

export function flowFromDataframe(generator: Generator, args: Arguments, at: Place, run: Execution): Value {
  const settings = argumentReader(args, DATAFRAME, at);
  const frame = settings.value('dataframe');
  const directory = settings.optional('directory', asPath);
  const source: ImageSource = {
    kind: 'dataframe',
    text: frame === undefined ? 'a dataframe' : textOf(frame),
    place: frame?.origin ?? at,
    ...(directory === undefined ? {} : { directory }),
    ...subsetOf(generator, settings),
    labelColumn: settings.read('y_col', asText, 'class').value,
  };
  const rows = rowsIn(frame)?.data.rows ?? [];
  return fromFiles('dataframe generator', generator, settings, { source, rows }, at, run);
}

function subsetOf(
  { validationSplit }: Generator,
  settings: ArgumentReader,
): { validationSplit: Read<number | null>; subset: Read<string | null> } {
  return { validationSplit, subset: settings.read('subset', asTextOrNone, null) };
}

function fromFiles(
  kind: ImageFlow['kind'],
  generator: Generator,
  settings: ArgumentReader,
  { source, rows }: DataRows,
  at: Place,
  run: Execution,
): Value {
  const colorMode = settings.read('color_mode', (value) => asTextOrNone(value) ?? undefined, 'rgb');
  const decoded = withStep(
    { start: {}, steps: [] },
    {
      kind: 'decode',
      by: 'keras.utils.load_img',
      order: COLOR_MODES[colorMode.value ?? ''],
      dtype: 'uint8',
      range: BYTES,
    },
    settings.place('color_mode'),
  );
  const resized = withStep(
    decoded,
    {
      kind: 'resize',
      by: 'keras.utils.load_img',
      ...sizeOf(settings, 'target_size', at),
      interpolation: settings.read('interpolation', (value) => asTextOrNone(value) ?? undefined, 'nearest'),
      aspect: settings.read('keep_aspect_ratio', asTruth, false).value === true ? 'cropped' : 'stretched',
    },
    settings.place('target_size'),
  );
  const start = withStep(
    resized,
    { kind: 'cast', dtype: 'float32', scales: false, by: 'keras.utils.img_to_array' },
    at,
  );
  const classNames = settings.optional('classes', asNames);
  const isKnown = classNames !== undefined && classNames.value !== null;
  const data: DataRows = {
    source: isKnown ? { ...source, classNames: classNames as Read<readonly string[]> } : source,
    rows,
  };
  const labels: FlowLabels = {
    ...labelsOf(settings, at),
    ...(isKnown ? { numClasses: mapRead(classNames as Read<readonly string[]>, ({ length }) => length) } : {}),
  };
  return iterator({ kind, generator, settings, start, data, labels, at, run });
}

/** Names of classes; null for `None`. */
function asNames(value: Value): string[] | null | undefined {
  if (isNone(value)) return null;
  if (value.kind !== 'sequence' || !value.isComplete) return undefined;
  return value.items.map((item) => (item.kind === 'constant' ? String(item.value) : textOf(item)));
}

const FORMS: Record<string, LabelForm | undefined> = table({
  categorical: 'one-hot',
  binary: 'binary',
  sparse: 'integers',
  input: 'input',
});

function labelsOf(settings: ArgumentReader, at: Place): FlowLabels {
  const mode = settings.read('class_mode', asTextOrNone, 'categorical');
  const place = mode.from === 'default' ? at : (mode.places.at(-1) ?? at);
  if (mode.from === 'unknown') return { form: undefined, place, from: 'unknown', why: mode.why };
  const form = mode.value === null ? 'none' : FORMS[mode.value];
  if (form === undefined)
    return { form, place, from: 'unknown', why: `class_mode='${mode.value}' takes them from a column` };
  return { form, place, from: mode.from };
}

/** `target_size` or `image_size`, `(height, width)`; 256 by default. */
export function sizeOf(
  settings: ArgumentReader,
  name: string,
  at: Place,
): { height: Read<number>; width: Read<number> } {
  const size = settings.value(name);
  if (size !== undefined) return readSize(size, false, settings.place(name));
  return { height: byDefault(256, at), width: byDefault(256, at) };
}

export function flowOnArrays(generator: Generator, args: Arguments, at: Place, run: Execution): Value {
  const settings = argumentReader(args, ARRAYS, at);
  const x = settings.value('x');
  const images = arrayIn(x);
  const received: Pixels = images?.pixels ?? {
    start: {},
    steps: [{ kind: 'unknown', text: x === undefined ? 'x' : textOf(x), why: whyUnknown(x), place: at, after: {} }],
  };
  const isFloat = endOf(received).dtype === 'float32';
  const start = isFloat
    ? received
    : withStep(received, { kind: 'cast', dtype: 'float32', scales: false, by: 'ImageDataGenerator.flow' }, at);
  const from = images?.data ?? { source: unknownSource(x === undefined ? 'x' : textOf(x), x?.origin ?? at), rows: [] };
  const data: DataRows = { ...from, source: { ...from.source, ...subsetOf(generator, settings) } };
  const y = settings.value('y');
  const labels: FlowLabels = y === undefined ? { form: 'none', place: at, from: 'default' } : asLabels(y);
  return iterator({ kind: 'array generator', generator, settings, start, data, labels, at, run });
}

function whyUnknown(value: Value | undefined): string {
  return value?.kind === 'unknown' ? value.why : 'the text does not say what it holds';
}

interface IteratorFields {
  kind: ImageFlow['kind'];
  generator: Generator;
  settings: ArgumentReader;
  /** Images before the generator changes them. */
  start: Pixels;
  data: DataRows;
  labels: FlowLabels;
  at: Place;
  run: Execution;
}

/** What `flow`, `flow_from_directory` and `flow_from_dataframe` return. */
function iterator(fields: IteratorFields): Value {
  const { kind, generator, settings, start, data, labels, at, run } = fields;
  let shuffle = settings.read('shuffle', asTruth, true);
  let batchSize = settings.read<number | null>('batch_size', asNumber, 32);
  const pixels = (): Pixels => generator.process(start, data, run);
  const batch = (place: Place, steps: readonly RowStep[] = []): Value => {
    const taken = withRows(data, [...shuffledBy(shuffle, place), ...steps]);
    const images = imagesValue({ library: 'numpy', pixels: pixels(), data: taken, isOne: false }, place);
    return labels.form === 'none' ? images : tuple([images, labelsValue(labels, place, taken)], place);
  };
  const next = (place: Place): Value => batch(place, [someBatches(place)]);
  // A loop over it ends where the script leaves it.
  const iteration = (place: Place): Iteration => ({ items: [next(place)], isComplete: false });
  const simulated: FlowHost = {
    what: `images of ${data.source.text}`,
    counts: 'batches',
    flow: () => {
      const all = pixels();
      const end = endOf(all);
      return {
        kind,
        origin: at,
        generator: generator.origin,
        source: data.source,
        rows: data.rows,
        steps: all.steps,
        end,
        ...sizeReads(all.steps, end, at),
        batchSize,
        shuffle,
        seed: settings.read('seed', asNumberOrNone, null),
        labels,
        dropsRemainder: byDefault(false, at),
        // It starts again by itself.
        repeats: byDefault(true, at),
        ...(data.count === undefined ? {} : { count: data.count }),
        notes: [],
      };
    },
    attribute: (name, place) =>
      inFileOrder(name, fields, simulated, place) ??
      attributeOf(name, { ...fields, batchSize, shuffle }, pixels, host(simulated, at), place),
    setAttribute: (name, value) => {
      if (name === 'shuffle') shuffle = read(asTruth(value) ?? true, value.origin);
      else if (name === 'batch_size') batchSize = read(asNumber(value) ?? 32, value.origin);
      else return false;
      return true;
    },
    item: (_index, place) => batch(place),
    iterate: iteration,
    method: (name, _args, place) => {
      if (name === 'next' || name === '__next__') return next(place);
      if (name === '__getitem__') return batch(place);
      if (name === 'reset' || name === 'on_epoch_end') return constant(null, place);
      return undefined;
    },
  };
  return host(simulated, at);
}

/** Batches that a script collects have the order in which the generator drew them. */
function shuffledBy(shuffle: Read<boolean>, at: Place): RowStep[] {
  return shuffle.value === false ? [] : [shuffleStep('ImageDataGenerator', undefined, shuffle.places.at(-1) ?? at)];
}

/** As many batches as the script asks for. */
function someBatches(place: Place): RowStep {
  return { kind: 'take', count: notRead('the loop of the script decides it', 'number of batches', place), place };
}

const IN_FILE_ORDER: Record<string, 'labels' | 'names'> = table({
  classes: 'labels',
  labels: 'labels',
  y: 'labels',
  filenames: 'names',
  filepaths: 'names',
});

/** What a generator lists by file, in the order of the files. */
function inFileOrder(
  name: string,
  { data, labels }: IteratorFields,
  generator: object,
  place: Place,
): Value | undefined {
  const kind = IN_FILE_ORDER[name];
  if (kind === undefined) return undefined;
  const inFileOrderOf = { generator, source: data.source, name, place };
  const form = kind === 'labels' ? 'integers' : 'text';
  return labelsValue({ ...labels, form, inFileOrderOf }, place, data);
}

function attributeOf(
  name: string,
  { data, labels, batchSize, shuffle }: IteratorFields & { batchSize: Read<number | null>; shuffle: Read<boolean> },
  pixels: () => Pixels,
  generator: Value,
  at: Place,
): Value | undefined {
  const { text } = data.source;
  const open = (what: string): Value & UnknownFields => unknown('the folder decides it', `${what} of ${text}`, at);
  const ofClasses = (what: string): Value => counted({ of: 'classes', plus: 0 }, open(what));
  switch (name) {
    case 'samples':
    case 'nb_sample':
    case 'n':
      return data.count === undefined
        ? counted({ of: 'images', plus: 0, in: generator }, open('number of images'))
        : constant(data.count, at);
    case 'num_classes':
    case 'nb_class':
      return labels.numClasses?.value === undefined
        ? ofClasses('number of classes')
        : constant(labels.numClasses.value, at);
    case 'class_indices':
      return classIndices(data.source, ofClasses('classes'), at);
    case 'batch_size':
      return batchSize.value === undefined ? open('batch size') : constant(batchSize.value, at);
    case 'shuffle':
      return shuffle.value === undefined ? undefined : constant(shuffle.value, at);
    case 'image_shape':
    case 'target_size': {
      const { height, width, order } = endOf(pixels());
      const lengths = [
        height,
        width,
        ...(name === 'image_shape' ? [order === undefined ? undefined : CHANNELS[order]] : []),
      ];
      return tuple(
        lengths.map((length) => (length === undefined ? open('shape') : constant(length, at))),
        at,
      );
    }
    default:
      return undefined;
  }
}

/** Keras sorts the names of folders; those that the script gives keep their order. */
function classIndices({ classNames }: ImageSource, open: Value, at: Place): Value {
  if (classNames?.value === undefined) return open;
  const entries = classNames.value.map((name, i): [string, Value] => [name, constant(i, at)]);
  return { kind: 'dict', entries: new Map(entries), isComplete: true, origin: at };
}

/** Size and channels of the images that reach the model, with where they are decided. */
export function sizeReads(
  steps: ImageFlow['steps'],
  end: PixelState,
  at: Place,
): { height: Read<number>; width: Read<number>; channels: Read<number> } {
  const deciding = [...steps].reverse().find(({ kind }) => kind === 'resize' || kind === 'crop' || kind === 'unknown');
  const length = (axis: 'height' | 'width'): Read<number> => {
    if (deciding?.kind === 'resize' || deciding?.kind === 'crop') return deciding[axis];
    const value = end[axis];
    if (value !== undefined) return read(value, at);
    return deciding?.kind === 'unknown'
      ? notRead(deciding.why, deciding.text, deciding.place)
      : notRead('the files decide it', axis, at);
  };
  const colored = [...steps]
    .reverse()
    .find((step) => step.after.order === end.order && (step.kind === 'decode' || step.kind === 'gray'));
  const channels: Read<number> =
    end.order === undefined
      ? notRead('the text does not say', 'channels', colored?.place ?? at)
      : read(CHANNELS[end.order], colored?.place ?? at);
  return { height: length('height'), width: length('width'), channels };
}
