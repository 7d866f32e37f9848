import { valuesOf } from '../../evaluate/arguments.js';
import { indexText } from '../../evaluate/items.js';
import {
  type Arguments,
  constant,
  counted,
  type Execution,
  type Host,
  host,
  type SliceIndex,
  stringOf,
  textOf,
  tuple,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { imageBinary } from './arithmetic.js';
import { withChannel } from './channels.js';
import { type DataRows, withRows } from './data.js';
import { drawnChange } from './drawn.js';
import type { Pixels, RowStep } from './flow.js';
import { endOf, withStep } from './foldStep.js';
import { arrayIn, CHANNELS, changed, type ImageArray, type ImageArrayFields } from './imageHost.js';
import { imageItem } from './imageIndex.js';
import { imageMethod } from './imageMethods.js';
import { rowStepsOf, sliceStep } from './rowIndex.js';
import { rowsValue } from './rowsHost.js';

export function imagesValue(fields: ImageArrayFields, at: Place): Value {
  return host(imageArray(fields), at);
}

function imageArray(fields: ImageArrayFields): ImageArray {
  // What each item is set to, and the last of them, which stands for all: a loop may read those that it has not reached.
  const set = new Map<string, { pixels: Pixels; data: DataRows }>();
  let base: { pixels: Pixels; data: DataRows } = fields;
  let filled: { pixels: Pixels; data: DataRows } | undefined;
  const pixels = (): Pixels => (filled ?? base).pixels;
  let added: readonly RowStep[] = [];
  let other: Value | undefined;
  // Where the array holds outputs of a model, it behaves as those do.
  const rowsHost = (): Host | undefined => {
    const rows = other === undefined ? undefined : rowsValue(other, data(), textOf(other), other.origin);
    return rows?.kind === 'host' ? rows.host : undefined;
  };
  const data = (): DataRows => {
    const rows = (filled ?? base).data;
    return added.length === 0 ? rows : withRows(rows, added, rows.count);
  };
  const one = (key: string, at: Place): Value => {
    if (fields.extraAxis !== undefined) return changed(array, { extraAxis: undefined }, at);
    const { pixels: itemPixels, data: rows } = set.get(key) ?? base;
    return changed(array, { isOne: true, pixels: itemPixels, data: rows }, at);
  };
  const rowsAt = (index: Value | SliceIndex, at: Place): Value => {
    const name = index.kind === 'slice' ? undefined : stringOf(index);
    if (name !== undefined) return changed(array, { data: withName(data(), name) }, at);
    if (fields.extraAxis === 'first' && index.kind === 'constant') return changed(array, { extraAxis: undefined }, at);
    const steps = rowStepsOf(index, at);
    if (steps === 'one') return one(textOf(index as Value), at);
    const isOne = index.kind === 'unknown' ? undefined : false;
    return changed(array, { data: withRows(data(), steps, countAfter(data().count, steps)), isOne }, at);
  };
  const array: ImageArray = {
    what: fields.isOne === true ? 'an image' : 'images',
    library: fields.library,
    get pixels() {
      return pixels();
    },
    get data() {
      return data();
    },
    get of() {
      return other;
    },
    isOne: fields.isOne,
    channel: fields.channel,
    extraAxis: fields.extraAxis,
    isChannelsFirst: fields.isChannelsFirst,
    withPixels: (next, at) => changed(array, { pixels: next }, at),
    withFields: (next, at) =>
      imagesValue(
        {
          library: fields.library,
          pixels: pixels(),
          data: data(),
          isOne: fields.isOne,
          channel: fields.channel,
          extraAxis: fields.extraAxis,
          isChannelsFirst: fields.isChannelsFirst,
          ...next,
        },
        at,
      ),
    setPixels: (next) => {
      base = { pixels: next, data: data() };
      filled = undefined;
      added = [];
      set.clear();
    },
    addRows: (steps) => {
      added = [...added, ...steps];
    },
    sliced: (index, at) => {
      const step = sliceStep(index, at);
      return changed(array, { data: withRows(data(), [step]) }, at);
    },
    length: () => (fields.isOne === false ? data().count : undefined),
    iterate: (at) => {
      if (fields.isOne === true) return undefined;
      if (fields.extraAxis !== undefined)
        return { items: [changed(array, { extraAxis: undefined }, at)], isComplete: false };
      // Of a file it is not known what it holds: images, or several arrays.
      const isOne = fields.isOne === undefined ? undefined : true;
      return { items: [changed(array, { isOne }, at)], isComplete: false };
    },
    attribute: (name, at) => attributeOf(array, name, at),
    setAttribute: (name) => name === 'shape',
    binary: (op, other, isReversed, at, run) => imageBinary(array, op, other, isReversed, at, run),
    item: (index, at, run) => {
      const rows = rowsHost();
      if (rows !== undefined) return rows.item?.(index, at, run);
      const isTuple = index.kind === 'sequence' && index.type === 'tuple';
      return isTuple || fields.isOne === true
        ? drawnChange(imageItem(array, index, at), [], at, run)
        : rowsAt(index, at);
    },
    setItem: (index, value, at) => {
      const item = arrayIn(value);
      if (item === undefined) {
        if (value.kind === 'constant') return false;
        other = value;
        return true;
      }
      const key = indexText(index.kind === 'sequence' ? (index.items[0] ?? index) : index);
      const next =
        item.channel === undefined
          ? cast(item.pixels, endOf(fields.pixels).dtype, at)
          : withChannel(pixels(), item.channel, item.pixels.steps.slice(pixels().steps.length), at);
      // However many images it is filled with, it holds as many as it was made for.
      const { count = item.data.count, countAt } = base.data;
      filled = { pixels: next, data: { ...item.data, count, countAt } };
      set.set(key, filled);
      return true;
    },
    method: (name, args, at, run) =>
      rowsHost()?.method?.(name, args, at, run) ?? changedBy(imageMethod(array, name, args, at, run), args, at, run),
  };
  return array;
}

function attributeOf(images: ImageArray, name: string, at: Place): Value | undefined {
  const { height, width, order, dtype } = endOf(images.pixels);
  const number = (value: number | undefined, text: string): Value =>
    value === undefined ? unknown('the text does not say', text, at) : constant(value, at);
  const channels = number(order === undefined ? undefined : CHANNELS[order], 'channels of the images');
  const [rows, columns] = [number(height, 'height of the images'), number(width, 'width of the images')];
  switch (name) {
    case 'shape':
      return shapeOf(images, [rows, columns], channels, at);
    case 'ndim':
      return images.isOne === undefined ? undefined : constant(images.isOne ? 3 : 4, at);
    case 'dtype':
      return dtype === undefined ? undefined : { kind: 'name', name: `numpy.${dtype}`, origin: at };
    case 'size':
      return images.library === 'pillow' ? tuple([columns, rows], at) : undefined;
    case 'width':
      return columns;
    case 'height':
      return rows;
    case 'mode':
      return unknown('the file decides it', 'mode of an image', at);
    default:
      return undefined;
  }
}

function shapeOf(images: ImageArray, size: readonly Value[], channels: Value, at: Place): Value | undefined {
  const { isOne, isChannelsFirst, data } = images;
  if (isOne === undefined) return undefined;
  const count =
    data.count === undefined
      ? counted(
          { of: 'images', plus: 0, in: host(images, at) },
          unknown('the text does not say', 'number of images', at),
        )
      : constant(data.count, at);
  const lengths = isChannelsFirst ? [channels, ...size] : [...size, channels];
  return tuple([...(isOne ? [] : [count]), ...lengths], at);
}

/** One array of a file with several: `np.load('data.npz')['x']`. */
function withName(data: DataRows, name: string): DataRows {
  return { ...data, source: { ...data.source, text: `${data.source.text}['${name}']` } };
}

/** An array keeps its type when items are set. */
function cast(pixels: Pixels, dtype: string | undefined, at: Place): Pixels {
  if (dtype === undefined || dtype === endOf(pixels).dtype) return pixels;
  return withStep(pixels, { kind: 'cast', dtype, scales: false, by: 'assignment' }, at);
}

/** Number of rows after steps; undefined where it is not known. */
function countAfter(count: number | undefined, steps: readonly RowStep[]): number | undefined {
  let left = count;
  for (const step of steps) if (step.kind !== 'shuffle') left = step.kind === 'slice' ? countOf(left, step) : undefined;
  return left;
}

function countOf(count: number | undefined, { start, stop, step }: RowStep & { kind: 'slice' }): number | undefined {
  const [from, to] = [start.value, stop.value];
  if (step.value !== null || from === undefined || to === undefined) return undefined;
  // Of an array of an unknown length, the first rows are known.
  if (count === undefined) return from === null && to !== null && to >= 0 ? to : undefined;
  const bound = (at: number): number => Math.min(count, Math.max(0, at < 0 ? at + count : at));
  return Math.max(0, bound(to ?? count) - bound(from ?? 0));
}

function changedBy(result: Value | undefined, args: Arguments, at: Place, run: Execution): Value | undefined {
  return result === undefined ? undefined : drawnChange(result, valuesOf(args), at, run);
}
