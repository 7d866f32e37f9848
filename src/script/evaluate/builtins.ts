import { table } from '../../base/table.js';
import type { Place } from '../syntax/ast.js';
import { positionalArguments } from './arguments.js';
import { setAttribute } from './assign.js';
import { libraryBases } from './classes.js';
import { roundedCount } from './counts.js';
import { asBoolean, sortConstants } from './methods.js';
import { plainText } from './operators.js';
import {
  type Arguments,
  type ClassFields,
  type Constant,
  constant,
  counted,
  type Execution,
  list,
  numberOf,
  rangeLength,
  type SequenceFields,
  stringOf,
  textOf,
  truthOf,
  tuple,
  type UnknownFields,
  unknown,
  type Value,
} from './values.js';

type Builtin = (args: Arguments, at: Place, run: Execution) => Value | undefined;

/** Calls a function that Python has without an import; undefined where it is none, or thaw does not know its result. */
export function callBuiltin(name: string, args: Arguments, at: Place, run: Execution): Value | undefined {
  if (!name.startsWith('builtins.')) return undefined;
  return BUILTINS[name.slice('builtins.'.length)]?.(args, at, run);
}

const none: Builtin = (_args, at) => constant(null, at);

/** A number of numbers. */
function numeric(compute: (...numbers: number[]) => number): Builtin {
  return ({ positional }, at) => {
    const numbers = positional.map(numberOf);
    if (numbers.length === 0 || numbers.includes(undefined)) return undefined;
    return constant(compute(...(numbers as number[])), at);
  };
}

/** The extreme of the arguments, or of the items of the only one. */
function extreme(compute: (...numbers: number[]) => number): Builtin {
  return (args, at, run) => {
    const [first] = args.positional;
    if (args.positional.length !== 1 || first === undefined) return numeric(compute)(args, at, run);
    const { items, isComplete } = run.iterate(first, at);
    return isComplete ? numeric(compute)(positionalArguments(...items), at, run) : undefined;
  };
}

const rounded = numeric((number, digits = 0) => Number(number.toFixed(Math.min(20, Math.max(0, digits)))));

/** `max(1, n // b)`: there is an image. */
function atLeastOne({ positional }: Arguments): Value | undefined {
  const [number, ...more] = positional.flatMap((value) => numberOf(value) ?? []);
  const counts = positional.filter((value) => value.kind === 'unknown' && value.count !== undefined);
  return positional.length === 2 && number !== undefined && number <= 1 && more.length === 0 ? counts[0] : undefined;
}

/** `zip(*rows)` of rows that are examples: a tuple of each of their columns. */
function transposed({ items: rows }: SequenceFields, at: Place): Value | undefined {
  const cells = rows.flatMap((row) => (row.kind === 'sequence' && row.isComplete ? [row.items] : []));
  const [first] = cells;
  if (first === undefined || cells.length < rows.length || cells.some(({ length }) => length !== first.length))
    return undefined;
  const column = (i: number): Value[] => cells.map((row) => row[i]!);
  return list(
    first.map((_, i) => tuple(column(i), at, false)),
    at,
  );
}

const BUILTINS: Record<string, Builtin> = table({
  print: none,
  help: none,
  len: ({ positional: [value] }, at) => {
    const length = value === undefined ? undefined : lengthOf(value);
    if (length !== undefined) return constant(length, at);
    if (value?.kind !== 'host' && value?.kind !== 'unknown') return undefined;
    const of = value.kind === 'host' ? value.host.counts : value.count?.of;
    const why = of === undefined ? 'the text does not say what len gives' : 'the images decide it';
    return counted({ of: of ?? 'items', plus: 0, in: value }, unknown(why, `len(${textOf(value, 1)})`, at));
  },
  range,
  xrange: range,
  enumerate: ({ positional: [value, start], keywords }, at, run) => {
    if (value === undefined) return undefined;
    const { items, isComplete } = run.iterate(value, at);
    const from = numberOf(start ?? keywords.get('start')) ?? 0;
    return list(
      items.map((item, i) => tuple([constant(from + i, at), item], at)),
      at,
      isComplete,
    );
  },
  zip: ({ positional, isComplete, open }, at, run) => {
    if (positional.length === 0) return isComplete ? list([], at, true) : open && transposed(open, at);
    const columns = positional.map((value) => run.iterate(value, at));
    const length = Math.min(...columns.map(({ items }) => items.length));
    const rows = Array.from({ length }, (_, i) => columns.map(({ items }) => items[i]!));
    return list(
      rows.map((row) => tuple(row, at)),
      at,
      columns.every(({ isComplete }) => isComplete),
    );
  },
  reversed: ({ positional: [value] }, at, run) => {
    if (value === undefined) return undefined;
    const { items, isComplete } = run.iterate(value, at);
    return list([...items].reverse(), at, isComplete);
  },
  sorted: ({ positional: [value], keywords }, at, run) => {
    if (value === undefined) return undefined;
    const { items, isComplete } = run.iterate(value, at);
    if (keywords.size === 0) sortConstants(items);
    return list(items, at, isComplete);
  },
  list: (args, at, run) => copied('list', args, at, run),
  tuple: (args, at, run) => copied('tuple', args, at, run),
  set: (args, at, run) => copied('set', args, at, run),
  frozenset: (args, at, run) => copied('set', args, at, run),
  iter: ({ positional: [value] }) => value,
  next: ({ positional: [value] }, at, run) => (value === undefined ? undefined : run.iterate(value, at).items[0]),
  dict: ({ positional: [value], keywords }, at, run) => {
    if (value?.kind === 'sequence') return dictOf(value, keywords, at);
    if (value?.kind === 'unknown' && keywords.size === 0) return inType('dict', value, at);
    if (value !== undefined && value.kind !== 'dict') return undefined;
    const entries = new Map([...(value?.entries ?? []), ...keywords]);
    run.spend(entries.size);
    return { kind: 'dict', entries, isComplete: value?.isComplete ?? true, origin: at };
  },
  int: ({ positional: [value] }, at) => {
    const number = numberOf(value) ?? parsed(stringOf(value), /^\s*[-+]?\d+\s*$/);
    if (number !== undefined) return constant(Math.trunc(number), at);
    if (value?.kind !== 'unknown') return undefined;
    return roundedCount(value, 'down', 'int', at) ?? inType('int', value, at);
  },
  float: ({ positional: [value] }, at) => {
    const number = numberOf(value) ?? parsed(stringOf(value), /^\s*[-+]?[\d.]+(e[-+]?\d+)?\s*$/i);
    if (number !== undefined) return constant(number, at);
    if (value?.kind !== 'unknown') return undefined;
    const open = inType('float', value, at);
    return value.count === undefined ? open : counted(value.count, open);
  },
  str: ({ positional: [value] }, at) => {
    if (value?.kind === 'constant') return constant(plainText(value.value), at);
    return value?.kind === 'unknown' ? value : undefined;
  },
  bool: ({ positional: [value] }, at) => (value === undefined ? undefined : asBoolean(value, at)),
  abs: numeric(Math.abs),
  pow: numeric((base, exponent) => base ** exponent),
  min: extreme(Math.min),
  max: (args, at, run) => atLeastOne(args) ?? extreme(Math.max)(args, at, run),
  sum: extreme((...numbers) => numbers.reduce((left, right) => left + right, 0)),
  round: (args, at, run) => roundedCount(args.positional[0], 'nearest', 'round', at) ?? rounded(args, at, run),
  isinstance: ({ positional: [value, type] }, at) => {
    const truth = value === undefined || type === undefined ? undefined : isInstance(value, type);
    return truth === undefined ? undefined : constant(truth, at);
  },
  type: ({ positional: [value] }) => (value?.kind === 'instance' ? { ...value.of, origin: value.origin } : undefined),
  callable: ({ positional: [value] }, at) =>
    value?.kind === 'function' || value?.kind === 'class' ? constant(true, at) : undefined,
  getattr: ({ positional: [value, name, other] }, at, run) => {
    const text = stringOf(name);
    if (value === undefined || text === undefined) return undefined;
    const found = run.attribute(value, text, at);
    return found.kind === 'unknown' && value.kind === 'instance' && other !== undefined ? other : found;
  },
  setattr: ({ positional: [object, name, value] }, at, run) => {
    const text = stringOf(name);
    if (object === undefined || value === undefined || text === undefined) return undefined;
    return setAttribute(object, text, value, at, run) ? constant(null, at) : undefined;
  },
  map: ({ positional: [callee, values] }, at, run) => {
    if (callee === undefined || values === undefined) return undefined;
    const { items, isComplete } = run.iterate(values, at);
    return list(
      items.map((item) => run.call(callee, positionalArguments(item), at)),
      at,
      isComplete,
    );
  },
  filter: ({ positional: [callee, values] }, at, run) => {
    if (callee === undefined || values === undefined) return undefined;
    const { items, isComplete } = run.iterate(values, at);
    const keeps = items.map((item) => truthOf(run.call(callee, positionalArguments(item), at)));
    return list(
      items.filter((_, i) => keeps[i] !== false),
      at,
      isComplete && !keeps.includes(undefined),
    );
  },
  all: ({ positional: [value] }, at, run) => overall(value, false, at, run),
  any: ({ positional: [value] }, at, run) => overall(value, true, at, run),
  vars: ({ positional: [value] }, at) =>
    value?.kind === 'instance' ? { kind: 'dict', entries: value.fields, isComplete: true, origin: at } : undefined,
});

/** What is not known, as another type of Python. */
function inType(type: string, value: Value & UnknownFields, at: Place): Value & UnknownFields {
  return { ...unknown(value.why, `${type}(${value.text})`, at), of: value };
}

/** `dict(pairs)`; undefined where one of them is no pair. */
function dictOf(
  { items, isComplete }: SequenceFields,
  keywords: ReadonlyMap<string, Value>,
  at: Place,
): Value | undefined {
  const pairs = items.map((item) => (item.kind === 'sequence' && item.items.length === 2 ? item.items : undefined));
  const entries = new Map<Constant, Value>();
  let isKnown = isComplete;
  for (const pair of pairs) {
    if (pair === undefined) return undefined;
    const [key, value] = pair;
    isKnown &&= key!.kind === 'constant';
    entries.set(key!.kind === 'constant' ? key!.value : textOf(key!), value!);
  }
  for (const [name, value] of keywords) entries.set(name, value);
  return { kind: 'dict', entries, isComplete: isKnown, origin: at };
}

function parsed(text: string | undefined, pattern: RegExp): number | undefined {
  return text !== undefined && pattern.test(text) ? Number(text) : undefined;
}

function lengthOf(value: Value): number | undefined {
  if (value.kind === 'constant' && typeof value.value === 'string') return value.value.length;
  if (value.kind === 'sequence') return value.isComplete ? value.items.length : undefined;
  if (value.kind === 'dict') return value.isComplete ? value.entries.size : undefined;
  if (value.kind === 'range') return rangeLength(value);
  if (value.kind === 'unknown') return value.length;
  return value.kind === 'host' ? value.host.length?.() : undefined;
}

function range({ positional }: Arguments, at: Place): Value | undefined {
  const numbers = positional.map(numberOf);
  if (numbers.length === 0 || numbers.includes(undefined)) return undefined;
  const [first, second, step = 1] = numbers as number[];
  if (step === 0) return undefined;
  return second === undefined
    ? { kind: 'range', start: 0, stop: first!, step: 1, origin: at }
    : { kind: 'range', start: first!, stop: second, step, origin: at };
}

function copied(type: 'list' | 'tuple' | 'set', { positional: [value] }: Arguments, at: Place, run: Execution): Value {
  if (value === undefined) return { kind: 'sequence', type, items: [], isComplete: true, origin: at };
  const { items, isComplete } = run.iterate(value, at);
  run.spend(items.length);
  return { kind: 'sequence', type, items, isComplete, origin: at };
}

function overall(value: Value | undefined, decides: boolean, at: Place, run: Execution): Value | undefined {
  if (value === undefined) return undefined;
  const { items, isComplete } = run.iterate(value, at);
  const truths = items.map(truthOf);
  if (truths.includes(decides)) return constant(decides, at);
  return isComplete && !truths.includes(undefined) ? constant(!decides, at) : undefined;
}

/** Types of Python by the values that are of them. */
const TYPES: Record<string, (value: Value) => boolean> = table({
  'builtins.str': (value) => stringOf(value) !== undefined,
  'builtins.int': (value) => value.kind === 'constant' && Number.isInteger(value.value),
  'builtins.float': (value) => value.kind === 'constant' && typeof value.value === 'number',
  'builtins.bool': (value) => value.kind === 'constant' && typeof value.value === 'boolean',
  'builtins.list': (value) => value.kind === 'sequence' && value.type === 'list',
  'builtins.tuple': (value) => value.kind === 'sequence' && value.type === 'tuple',
  'builtins.dict': (value) => value.kind === 'dict',
});

function isInstance(value: Value, type: Value): boolean | undefined {
  if (type.kind === 'sequence') {
    const among = type.items.map((one) => isInstance(value, one));
    if (among.includes(true)) return true;
    return among.includes(undefined) ? undefined : false;
  }
  if (value.kind === 'unknown' || value.kind === 'method') return undefined;
  if (type.kind === 'class') return value.kind === 'instance' && extendsClass(value.of, type);
  if (type.kind !== 'name') return undefined;
  const test = TYPES[type.name];
  if (test !== undefined) return test(value);
  if (value.kind === 'host') return value.host.isInstance?.(type.name);
  return value.kind === 'instance' ? libraryBases(value.of).includes(type.name) : false;
}

function extendsClass(of: ClassFields, type: ClassFields): boolean {
  return (
    of === type || of.name === type.name || of.bases.some((base) => base.kind === 'class' && extendsClass(base, type))
  );
}
