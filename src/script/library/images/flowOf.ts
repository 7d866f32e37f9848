import { positionalArguments } from '../../evaluate/arguments.js';
import { type Execution, isNone, textOf, unknown, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { byDefault } from '../read.js';
import { unknownSource, withRows } from './data.js';
import { flowOfElement } from './dataset.js';
import type { FlowLabels, ImageFlow } from './flow.js';
import { flowHostIn } from './flowHost.js';
import { endOf } from './foldStep.js';
import { sizeReads } from './generatorFlows.js';
import { arrayIn, type ImageArray } from './imageHost.js';
import { asLabels } from './labels.js';
import { type ReorderedHost, type RowsHost, reorderedIn, reorderedWithin, rowsIn } from './rowsHost.js';
import { batchOfSequence } from './sequenceBatch.js';

/** What the library needs to go through a generator of the script. */
export interface FlowContext {
  at: Place;
  run: Execution;
}

/**
 * What reaches `fit`, `evaluate` or `predict`.
 *
 * @param value its first argument: a generator, a dataset, an array or a tuple `(x, y)`
 * @param labels its second argument, where it is one of labels
 * @returns undefined where `value` is `None`
 */
export function flowOf(value: Value, labels: Value | undefined, { at, run }: FlowContext): ImageFlow | undefined {
  if (isNone(value)) return undefined;
  const known = flowHostIn(value);
  if (known !== undefined) return known.flow();
  if (value.kind === 'instance') return ofSequence(value, at, run);
  if (value.kind === 'sequence' && value.type === 'tuple' && value.items.length >= 2) {
    return flowOf(value.items[0]!, value.items[1], { at, run });
  }
  const images = arrayIn(value);
  if (images !== undefined) return ofArrays(images, labels, value.origin);
  if (value.kind === 'sequence') return ofList(value, labels, at, run);
  const rows = reorderedIn(value) ?? rowsIn(value);
  if (rows !== undefined) return ofRows(value, rows, labels, at);
  return { ...ofUnknown(value, labels, at), ...(value.kind === 'host' ? { features: value } : {}) };
}

/** Rows that are no images: outputs of a model have the order of the images that it was given. */
function ofRows(value: Value, rows: ReorderedHost | RowsHost, labels: Value | undefined, at: Place): ImageFlow {
  const features = 'of' in rows ? rows.of : value;
  const inside = 'of' in rows ? reorderedWithin(rows.of)?.data : undefined;
  const data = inside === undefined ? rows.data : withRows(inside, rows.data.rows);
  return { ...ofUnknown(value, labels, at), kind: 'arrays', source: data.source, rows: data.rows, features };
}

function labelsOf(labels: Value | undefined, at: Place): FlowLabels {
  return labels === undefined ? { form: 'none', place: at, from: 'read' } : asLabels(labels);
}

/** Arrays have no batches of their own: `fit` makes them. */
function ofArrays(images: ImageArray, labels: Value | undefined, at: Place): ImageFlow {
  const { steps } = images.pixels;
  const end = endOf(images.pixels);
  return {
    kind: 'arrays',
    origin: at,
    source: images.data.source,
    rows: images.data.rows,
    steps,
    end,
    ...sizeReads(steps, end, at),
    ...withoutBatches(at),
    labels: labelsOf(labels, at),
    ...(images.data.count === undefined ? {} : { count: images.data.count }),
    notes: [],
  };
}

function withoutBatches(at: Place): Pick<ImageFlow, 'batchSize' | 'shuffle' | 'seed' | 'dropsRemainder' | 'repeats'> {
  return {
    batchSize: byDefault(null, at),
    shuffle: byDefault(false, at),
    seed: byDefault(null, at),
    dropsRemainder: byDefault(false, at),
    repeats: byDefault(false, at),
  };
}

/** A list of images, or what a generator function yields. */
function ofList(
  value: Value & { kind: 'sequence' },
  labels: Value | undefined,
  at: Place,
  run: Execution,
): ImageFlow | undefined {
  const [first] = value.items;
  if (first?.kind === 'sequence' && first.items.length >= 2) {
    const data = first.items.map(arrayIn).find((one) => one !== undefined)?.data;
    return flowOfElement(
      { ...first, type: 'tuple' },
      data ?? { source: unknownSource(textOf(value), value.origin), rows: [] },
      [],
      value.origin,
      'script generator',
    );
  }
  if (first !== undefined && (arrayIn(first) !== undefined || flowHostIn(first) !== undefined))
    return flowOf(first, labels, { at, run });
  // Several inputs of features.
  const isOfRows = reorderedIn(first) !== undefined || rowsIn(first) !== undefined;
  return { ...ofUnknown(value, labels, at), ...(isOfRows && { kind: 'arrays', features: value }) };
}

/** A `keras.utils.Sequence` of the script: what `__getitem__` returns for a batch. */
function ofSequence(value: Value & { kind: 'instance' }, at: Place, run: Execution): ImageFlow {
  const index = unknown('it is the number of a batch', 'index', at);
  const getItem = run.attribute(value, '__getitem__', at);
  const batch = run.call(getItem, positionalArguments(index), at);
  if (batch.kind !== 'sequence') return ofUnknown(value, undefined, at);
  const data = batch.items.map(arrayIn).find((one) => one !== undefined)?.data;
  const source = data ?? { source: unknownSource(textOf(value), value.origin), rows: [] };
  const flow = flowOfElement({ ...batch, type: 'tuple' }, source, [], value.origin, 'script generator');
  const batchSize = batchOfSequence(getItem, value.origin, run);
  return batchSize.from === 'unknown' ? flow : { ...flow, batchSize };
}

function ofUnknown(value: Value, labels: Value | undefined, at: Place): ImageFlow {
  const why = value.kind === 'unknown' ? value.why : 'thaw does not know what it holds';
  const text = textOf(value);
  const steps: ImageFlow['steps'] = [{ kind: 'unknown', text, why, place: value.origin, after: {} }];
  return {
    kind: 'unknown',
    origin: value.origin,
    source: unknownSource(text, value.origin),
    rows: [],
    steps,
    end: {},
    ...sizeReads(steps, {}, at),
    ...withoutBatches(at),
    labels: labelsOf(labels, at),
    notes: [{ place: value.origin, text, why }],
  };
}
