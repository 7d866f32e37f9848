import { table } from '../../../base/table.js';
import { positionalArguments } from '../../evaluate/arguments.js';
import {
  type Arguments,
  counted,
  type Execution,
  host,
  textOf,
  tuple,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import {
  type ArgumentReader,
  argumentReader,
  asNumber,
  asNumberOrNone,
  asTruth,
  byDefault,
  notRead,
  type Read,
  read,
} from '../read.js';
import { type DataRows, withRows } from './data.js';
import type { ImageFlow, RowStep } from './flow.js';
import type { FlowHost } from './flowHost.js';
import { endOf } from './foldStep.js';
import { sizeReads } from './generatorFlows.js';
import { arrayIn, changed, type ImageArray } from './imageHost.js';
import { asLabels } from './labels.js';

/** A `tf.data.Dataset`. */
export interface DatasetHost extends FlowHost {
  readonly data: DataRows;
  /** What stands for each of its elements. */
  readonly element: Value;
}

export interface DatasetFields {
  element: Value;
  data: DataRows;
  /** Attributes that the library sets: `class_names`. */
  attributes?: ReadonlyMap<string, Value>;
  notes?: ImageFlow['notes'];
}

export function datasetIn(value: Value | undefined): DatasetHost | undefined {
  return value?.kind === 'host' && 'element' in value.host ? (value.host as DatasetHost) : undefined;
}

export function datasetValue(fields: DatasetFields, at: Place): Value {
  const { element, data, attributes = new Map(), notes = [] } = fields;
  const next = (changes: Partial<DatasetFields>, place: Place): Value =>
    // Attributes belong to what `image_dataset_from_directory` returns; what is made of it has none.
    datasetValue({ element, data, notes, ...changes }, place);
  const simulated: DatasetHost = {
    what: `a dataset of ${data.source.text}`,
    counts: isBatched(data) ? 'batches' : 'images',
    data,
    element,
    flow: () => flowOfElement(element, data, notes, at),
    attribute: (name) => attributes.get(name),
    iterate: () => ({ items: [element], isComplete: false }),
    method: (name, args, place, run) => {
      const change = METHODS[name];
      if (change !== undefined) return change({ fields: { element, data, notes }, args, at: place, run, next });
      if (!REPLACES_ELEMENTS.has(name)) return undefined;
      const why = `thaw does not know what '${name}' makes of the elements`;
      const note = { place, text: run.quote(place), why };
      return next({ element: unknown(why, run.quote(place), place), notes: [...notes, note] }, place);
    },
    isInstance: (className) => className.endsWith('.Dataset'),
  };
  return host(simulated, at);
}

function isBatched({ rows }: DataRows): boolean {
  return [...rows].reverse().find(({ kind }) => kind === 'batch' || kind === 'unbatch')?.kind === 'batch';
}

interface MethodCall {
  fields: { element: Value; data: DataRows; notes: ImageFlow['notes'] };
  args: Arguments;
  at: Place;
  run: Execution;
  next(changes: Partial<DatasetFields>, at: Place): Value;
}

const METHODS: Record<string, (call: MethodCall) => Value | undefined> = table({
  map: mapped,
  batch: ({ fields, args, at, next }) => {
    const settings = argumentReader(args, ['batch_size', 'drop_remainder'], at);
    return next(
      { element: asBatch(fields.element, false, at), data: withRows(fields.data, [batchStep(settings, at)]) },
      at,
    );
  },
  padded_batch: ({ fields, args, at, next }) => {
    const settings = argumentReader(args, ['batch_size', 'padded_shapes', 'padding_values', 'drop_remainder'], at);
    return next(
      { element: asBatch(fields.element, false, at), data: withRows(fields.data, [batchStep(settings, at)]) },
      at,
    );
  },
  unbatch: ({ fields, at, next }) =>
    next(
      { element: asBatch(fields.element, true, at), data: withRows(fields.data, [{ kind: 'unbatch', place: at }]) },
      at,
    ),
  shuffle: withRow(({ args, at }) => {
    const settings = argumentReader(args, ['buffer_size', 'seed', 'reshuffle_each_iteration'], at);
    return {
      kind: 'shuffle',
      by: 'tf.data',
      bufferSize: settings.optional('buffer_size', asNumber) ?? notRead('the call leaves it out', 'buffer_size', at),
      seed: settings.read('seed', asNumberOrNone, null),
      reshufflesEachEpoch: settings.read('reshuffle_each_iteration', asTruth, true),
      place: at,
    };
  }),
  take: withRow(({ args, at }) => ({ kind: 'take', count: countOf(args, at), place: at })),
  skip: withRow(({ args, at }) => ({ kind: 'skip', count: countOf(args, at), place: at })),
  repeat: withRow(({ args, at }) => {
    const count = argumentReader(args, ['count'], at).read('count', asNumberOrNone, null);
    return { kind: 'repeat', count, place: at };
  }),
  cache: withRow(({ fields, at }) => ({
    kind: 'cache',
    stepsBefore: imagesAmong(fields.element)?.pixels.steps.length ?? 0,
    place: at,
  })),
  prefetch: withRow(({ at }) => ({ kind: 'prefetch', place: at })),
  shard: withRow(({ args, at, run }) => other('shard', args, at, run)),
  filter: withRow(({ args, at, run }) => other('filter', args, at, run)),
  snapshot: ({ at, next }) => next({}, at),
  rebatch: ({ fields, args, at, next }) =>
    next(
      { data: withRows(fields.data, [batchStep(argumentReader(args, ['batch_size', 'drop_remainder'], at), at)]) },
      at,
    ),
  with_options: ({ at, next }) => next({}, at),
  ignore_errors: ({ at, next }) => next({}, at),
  as_numpy_iterator: ({ at, next }) => next({}, at),
  apply: ({ args, at, run, next }) => {
    const called = args.positional[0] ?? args.keywords.get('transformation_func');
    return called === undefined ? undefined : run.call(called, positionalArguments(next({}, at)), at);
  },
  concatenate: ({ fields, args, at, next }) => {
    const [second] = args.positional;
    const text = second === undefined ? 'another dataset' : textOf(second);
    return next({ data: withRows(fields.data, [{ kind: 'joined', text, place: at }]) }, at);
  },
  cardinality: ({ fields, at, next }) =>
    counted(
      { of: isBatched(fields.data) ? 'batches' : 'images', plus: 0, in: next({}, at) },
      unknown('the data decide it', `number of elements of ${fields.data.source.text}`, at),
    ),
});

/** Methods whose elements thaw does not know. */
const REPLACES_ELEMENTS: ReadonlySet<string> = new Set(
  'interleave flat_map window group_by_window bucket_by_sequence_length scan rejection_resample ragged_batch'.split(
    ' ',
  ),
);

/** A method that changes only the order and number of elements. */
function withRow(stepOf: (call: MethodCall) => RowStep): (call: MethodCall) => Value {
  return (call) => call.next({ data: withRows(call.fields.data, [stepOf(call)]) }, call.at);
}

function countOf(args: Arguments, at: Place): Read<number> {
  return (
    argumentReader(args, ['count'], at).optional('count', asNumber) ?? notRead('the call leaves it out', 'count', at)
  );
}

function other(kind: 'shard' | 'filter', { positional }: Arguments, at: Place, run: Execution): RowStep {
  const text = positional.length === 0 ? run.quote(at) : positional.map((value) => textOf(value)).join(', ');
  return { kind, text, why: 'thaw does not know which elements are left', place: at };
}

function batchStep(settings: ArgumentReader, at: Place): RowStep {
  return {
    kind: 'batch',
    size: settings.optional('batch_size', asNumber) ?? notRead('the call leaves it out', 'batch_size', at),
    dropsRemainder: settings.read('drop_remainder', asTruth, false),
    place: at,
  };
}

/** Calls the function of `map` with what stands for an element. */
function mapped({ fields, args, at, run, next }: MethodCall): Value | undefined {
  const called = args.positional[0] ?? args.keywords.get('map_func');
  if (called === undefined) return undefined;
  const { element, notes } = fields;
  const parts = element.kind === 'sequence' && element.type === 'tuple' ? element.items : [element];
  const result = run.call(called, positionalArguments(...parts), at);
  if (result.kind !== 'unknown') return next({ element: asElement(result) }, at);
  return next({ element: result, notes: [...notes, { place: at, text: run.quote(at), why: result.why }] }, at);
}

/** A function may return a list where a dataset has tuples. */
function asElement(value: Value): Value {
  return value.kind === 'sequence' && value.type === 'list' ? { ...value, type: 'tuple' } : value;
}

/** Elements as batches of them, or one by one. */
export function asBatch(element: Value, isOne: boolean, at: Place): Value {
  const images = arrayIn(element);
  if (images !== undefined) return { ...changed(images, { isOne }, at), origin: element.origin };
  if (element.kind === 'sequence') return { ...element, items: element.items.map((item) => asBatch(item, isOne, at)) };
  if (element.kind !== 'dict') return element;
  return { ...element, entries: new Map([...element.entries].map(([key, item]) => [key, asBatch(item, isOne, at)])) };
}

/** The first images in an element: it may be a tuple or a dict of inputs. */
function imagesAmong(element: Value): ImageArray | undefined {
  const images = arrayIn(element);
  if (images !== undefined) return images;
  if (element.kind === 'sequence') return firstOf(element.items);
  return element.kind === 'dict' ? firstOf([...element.entries.values()]) : undefined;
}

function firstOf(values: readonly Value[]): ImageArray | undefined {
  for (const value of values) {
    const images = imagesAmong(value);
    if (images !== undefined) return images;
  }
  return undefined;
}

/** What a dataset, or a generator of the script, gives. */
export function flowOfElement(
  element: Value,
  data: DataRows,
  notes: ImageFlow['notes'],
  at: Place,
  kind: ImageFlow['kind'] = 'dataset',
): ImageFlow {
  const isTuple = element.kind === 'sequence' && element.type === 'tuple';
  const [first, second] = isTuple ? element.items : [element, undefined];
  const images = first === undefined ? undefined : imagesAmong(first);
  const why = first?.kind === 'unknown' ? first.why : 'thaw does not know what its elements are';
  const steps: ImageFlow['steps'] = images?.pixels.steps ?? [
    { kind: 'unknown', text: textOf(element), why, place: element.origin, after: {} },
  ];
  const end = images === undefined ? {} : endOf(images.pixels);
  return {
    kind,
    origin: at,
    source: data.source,
    rows: data.rows,
    steps,
    end,
    ...sizeReads(steps, end, at),
    ...(kind === 'dataset' ? rowReads(data.rows, at) : scriptReads(data, at)),
    labels: second === undefined ? { form: 'none', place: at, from: 'read' } : asLabels(second),
    ...(data.count === undefined ? {} : { count: data.count }),
    ...(images === undefined && first?.kind === 'host' ? { features: first } : {}),
    notes,
  };
}

/** A generator of the script makes its batches itself: one has as many images as the array that it gives. */
function scriptReads({ count, countAt }: DataRows, at: Place): ReturnType<typeof rowReads> {
  const open = <T>(text: string): Read<T> => notRead('the generator of the script decides it', text, at);
  return {
    batchSize: count === undefined ? open('batch size') : read<number | null>(count, countAt ?? at, at),
    shuffle: open('shuffle'),
    seed: open('seed'),
    dropsRemainder: open('rest of the images'),
    repeats: open('repeat'),
  };
}

/** What the steps of rows say of batches and order. */
export function rowReads(
  rows: readonly RowStep[],
  at: Place,
): Pick<ImageFlow, 'batchSize' | 'shuffle' | 'seed' | 'dropsRemainder' | 'repeats'> {
  const backwards = [...rows].reverse();
  const batching = backwards.find(({ kind }) => kind === 'batch' || kind === 'unbatch');
  const shuffling = backwards.find((step): step is RowStep & { kind: 'shuffle' } => step.kind === 'shuffle');
  const repeating = rows.find(({ kind }) => kind === 'repeat');
  return {
    batchSize: batching?.kind === 'batch' ? batching.size : byDefault(null, batching?.place ?? at),
    dropsRemainder: batching?.kind === 'batch' ? batching.dropsRemainder : byDefault(false, at),
    shuffle: shuffling === undefined ? byDefault(false, at) : read(true, shuffling.place),
    seed: shuffling?.seed ?? byDefault(null, at),
    repeats: repeating === undefined ? byDefault(false, at) : read(true, repeating.place),
  };
}

/** Elements of images and labels. */
export function pair(images: Value, labels: Value | undefined, at: Place): Value {
  return labels === undefined ? images : tuple([images, labels], at);
}
