import type { Expression, Place } from '../syntax/ast.js';
import {
  type Constant,
  constant,
  type DictFields,
  type Execution,
  type Host,
  isNone,
  list,
  numberOf,
  rangeLength,
  type Scope,
  type SequenceFields,
  type SliceIndex,
  textOf,
  unknown,
  type Value,
} from './values.js';

/** `value[index]`. */
export function item(value: Value, index: Value | SliceIndex, at: Place, run: Execution): Value {
  if (value.kind === 'host') {
    const found = value.host.item?.(index, at, run);
    if (found !== undefined) return found;
  }
  if (index.kind === 'host') {
    const found = index.host.asIndex?.(at);
    if (found !== undefined) return found;
  }
  const entry = value.kind === 'dict' && index.kind !== 'slice' ? entryOf(value, index, at) : undefined;
  if (entry !== undefined) return entry;
  const among = itemsOf(value, at);
  const found = among && (index.kind === 'slice' ? slice(value, among, index, at, run) : one(value, among, index, at));
  return found ?? unknownItem(value, index, at);
}

function unknownItem(value: Value, index: Value | SliceIndex, at: Place): Value {
  const open = unknown(whyOf(value), `${textOf(value)}[${indexText(index)}]`, at);
  return index.kind === 'slice' ? open : { ...open, of: value };
}

function entryOf(dict: DictFields, index: Value, at: Place): Value | undefined {
  const found = index.kind === 'constant' ? dict.entries.get(index.value) : undefined;
  return found ?? (dict.makesLists ? listAt(dict, index, at) : undefined);
}

/** `lists[key]` of a `defaultdict(list)`: the list of that key, which begins empty. Lists that a loop fills are alike. */
function listAt({ entries }: DictFields, index: Value, at: Place): Value {
  const key = index.kind === 'constant' ? index.value : textOf(index);
  const known = entries.get(key) ?? (index.kind === 'constant' ? undefined : [...entries.values()].at(-1));
  const found = known ?? list([], at, false);
  entries.set(key, found);
  return found;
}

function whyOf(value: Value): string {
  return value.kind === 'unknown' ? value.why : 'the text does not say which one that is';
}

/** As it is written between the brackets. */
export function indexText(index: Value | SliceIndex): string {
  if (index.kind === 'slice') return sliceText(index);
  return index.kind === 'sequence' && index.type === 'tuple'
    ? index.items.map((item) => textOf(item)).join(', ')
    : textOf(index);
}

function sliceText({ lower, upper, step }: SliceIndex): string {
  const bound = (value: Value | undefined): string => (value === undefined ? '' : textOf(value));
  return `${bound(lower)}:${bound(upper)}${step === undefined ? '' : `:${bound(step)}`}`;
}

/** A slice among others: `[:, 1:3]`. */
interface SliceHost extends Host {
  readonly slice: SliceIndex;
}

export function sliceValue(index: Value | SliceIndex, at: Place): Value {
  if (index.kind !== 'slice') return index;
  const simulated: SliceHost = { what: sliceText(index), slice: index };
  return { kind: 'host', host: simulated, origin: at };
}

/** The slice that an index is or stands for among others; undefined for another index. */
export function sliceIn(value: Value | SliceIndex): SliceIndex | undefined {
  if (value.kind === 'slice') return value;
  return value.kind === 'host' && 'slice' in value.host ? (value.host as SliceHost).slice : undefined;
}

/** What is between the brackets of `value[...]`. */
export function indexOf(slice: Expression, scope: Scope, run: Execution): Value | SliceIndex {
  if (slice.type !== 'Slice') return run.evaluate(slice, scope);
  const part = (bound: Expression | null): Value | undefined =>
    bound === null ? undefined : run.evaluate(bound, scope);
  return { kind: 'slice', lower: part(slice.lower), upper: part(slice.upper), step: part(slice.step) };
}

/** Characters of a text, numbers of a range, items of a list. */
function itemsOf(value: Value, at: Place): { items: readonly Value[]; isComplete: boolean } | undefined {
  if (value.kind === 'sequence') return value;
  if (value.kind === 'constant' && typeof value.value === 'string') {
    return { items: [...value.value].map((character) => constant(character, at)), isComplete: true };
  }
  if (value.kind === 'range' && rangeLength(value) <= MOST_NUMBERS) {
    const items = Array.from({ length: rangeLength(value) }, (_, i) => constant(value.start + i * value.step, at));
    return { items, isComplete: true };
  }
  return undefined;
}

/** Numbers of a range that are written out. */
const MOST_NUMBERS = 100_000;

function one(
  value: Value,
  { items, isComplete }: { items: readonly Value[]; isComplete: boolean },
  index: Value,
  at: Place,
): Value | undefined {
  // Items of a list that the script fills are alike.
  if (!isComplete) return value.kind === 'sequence' && value.type === 'list' ? items.at(-1) : undefined;
  const number = numberOf(index);
  if (number !== undefined) return items.at(number);
  const [first] = items;
  return index.kind === 'unknown' && first?.kind === 'host' ? first.host.oneOf?.(items, at) : undefined;
}

function slice(
  value: Value,
  { items, isComplete }: { items: readonly Value[]; isComplete: boolean },
  index: SliceIndex,
  at: Place,
  run: Execution,
): Value | undefined {
  if (value.kind === 'sequence') value.watch?.(index, at);
  if (!isComplete)
    return value.kind === 'sequence'
      ? { ...list(slicedItems(items, index, at, run), at, false), type: value.type }
      : undefined;
  const picked = pick(items, index);
  if (picked === undefined) return undefined;
  if (value.kind === 'constant') {
    return constant(picked.map((part) => (part.kind === 'constant' ? part.value : '')).join(''), at);
  }
  const type = value.kind === 'sequence' ? value.type : 'list';
  return { kind: 'sequence', type, items: picked, isComplete: true, origin: at };
}

/** Items of a list that is filled in a loop are alike; what stands for them may keep which of them are left. */
function slicedItems(items: readonly Value[], index: SliceIndex, at: Place, run: Execution): Value[] {
  return items.map((item) => {
    if (item.kind === 'host') return item.host.sliced?.(index, at) ?? item;
    // Of pairs of a path and a label, each part is cut.
    if (item.kind === 'sequence') return { ...item, items: slicedItems(item.items, index, at, run) };
    return run.library.sliced?.(item, index, at, run) ?? item;
  });
}

/** What a slice picks, as Python does; undefined where a bound is not known. */
export function pick<T>(items: readonly T[], { lower, upper, step }: SliceIndex): T[] | undefined {
  const by = boundOf(step) ?? 1;
  const [from, to] = [boundOf(lower), boundOf(upper)];
  if (Number.isNaN(from) || Number.isNaN(to) || Number.isNaN(by) || by === 0) return undefined;
  if (by > 0) return items.slice(from ?? 0, to ?? items.length).filter((_, i) => i % by === 0);
  const length = items.length;
  const place = (bound: number): number => Math.min(length - 1, bound < 0 ? Math.max(-1, bound + length) : bound);
  const picked: T[] = [];
  const end = to === undefined ? -1 : place(to);
  for (let i = from === undefined ? length - 1 : place(from); i > end; i += by) picked.push(items[i]!);
  return picked;
}

/** NaN where a bound is given but not known. */
function boundOf(bound: Value | undefined): number | undefined {
  if (bound === undefined || isNone(bound)) return undefined;
  return numberOf(bound) ?? Number.NaN;
}

/** `value[index] = item`. Returns whether that is understood. */
export function setItem(value: Value, index: Value | SliceIndex, given: Value, at: Place, run: Execution): boolean {
  if (value.kind === 'host') return value.host.setItem?.(index, given, at, run) ?? false;
  if (value.kind === 'dict') {
    if (index.kind === 'slice') return false;
    const key: Constant = index.kind === 'constant' ? index.value : textOf(index);
    // In a loop whose rounds the text does not say, one key stands for several.
    if (index.kind !== 'constant' || run.isRepeated()) value.isComplete = false;
    value.entries.set(key, given);
    return true;
  }
  if (value.kind !== 'sequence' || index.kind === 'slice') return false;
  setInList(value, numberOf(index), given);
  return true;
}

function setInList(list: SequenceFields, number: number | undefined, given: Value): void {
  if (number === undefined || !list.isComplete) {
    list.items.push(given);
    list.isComplete = false;
    return;
  }
  const place = number < 0 ? number + list.items.length : number;
  // Behind the end, Python raises an error.
  if (Number.isInteger(place) && place >= 0 && place < list.items.length) list.items[place] = given;
}
