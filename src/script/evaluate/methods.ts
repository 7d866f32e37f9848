import { table } from '../../base/table.js';
import type { Place } from '../syntax/ast.js';
import { joinText, plainText } from './operators.js';
import {
  type Arguments,
  type Constant,
  constant,
  type Execution,
  list,
  numberOf,
  type SequenceFields,
  stringOf,
  textOf,
  truthOf,
  unknown,
  type Value,
} from './values.js';

/** `receiver.name(args)`; undefined where thaw does not know what that does. */
export function callMethod(
  receiver: Value,
  name: string,
  args: Arguments,
  at: Place,
  run: Execution,
): Value | undefined {
  switch (receiver.kind) {
    case 'host':
      return receiver.host.method?.(name, args, at, run);
    case 'constant':
      return typeof receiver.value === 'string' ? ofText(receiver.value, name, args, at, run) : undefined;
    case 'sequence':
      return LIST_METHODS[name]?.(receiver, args, at, run);
    case 'dict':
      return DICT_METHODS[name]?.(receiver, args, at, run);
    case 'instance':
      return receiver.base?.method?.(name, args, at, run);
    case 'super':
      return receiver.object.kind === 'instance'
        ? (receiver.object.base?.method?.(name, args, at, run) ?? constant(null, at))
        : undefined;
    default:
      return undefined;
  }
}

function ofText(text: string, name: string, args: Arguments, at: Place, run: Execution): Value | undefined {
  const [first] = args.positional;
  if (name === 'format') return format(text, args, at);
  if (name === 'join' && first !== undefined) {
    const { items, isComplete } = run.iterate(first, at);
    if (!isComplete) return unknown('the text does not say what is in it', `'${text}'.join(${textOf(first)})`, at);
    return joinText(
      items.flatMap((item, i) => (i === 0 ? [item] : [constant(text, at), item])),
      at,
    );
  }
  const given = args.positional.map((value) => stringOf(value));
  if (args.positional.length > 0 && given.includes(undefined)) return undefined;
  const [a, b] = given;
  const result = TEXT_METHODS[name]?.(text, a, b);
  if (result === undefined) return undefined;
  if (!Array.isArray(result)) return constant(result, at);
  return list(
    result.map((part) => constant(part, at)),
    at,
  );
}

const TEXT_METHODS: Record<string, (text: string, a?: string, b?: string) => Constant | string[]> = table({
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  strip: (text, a) => trimmed(text, a, true, true),
  lstrip: (text, a) => trimmed(text, a, true, false),
  rstrip: (text, a) => trimmed(text, a, false, true),
  replace: (text, a = '', b = '') => text.replaceAll(a, b),
  startswith: (text, a = '') => text.startsWith(a),
  endswith: (text, a = '') => text.endsWith(a),
  split: (text, a) => (a === undefined ? text.trim().split(/\s+/) : text.split(a)),
  splitlines: (text) => text.split(/\r?\n/),
  find: (text, a = '') => text.indexOf(a),
  count: (text, a = '') => text.split(a).length - 1,
  capitalize: (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase(),
  isdigit: (text) => /^\d+$/.test(text),
});

function trimmed(text: string, characters: string | undefined, left: boolean, right: boolean): string {
  const drops = (character: string): boolean =>
    characters === undefined ? /\s/.test(character) : characters.includes(character);
  let [from, to] = [0, text.length];
  while (left && from < to && drops(text[from]!)) from++;
  while (right && to > from && drops(text[to - 1]!)) to--;
  return text.slice(from, to);
}

/** `'{}/{name}'.format(...)`. */
function format(text: string, { positional, keywords }: Arguments, at: Place): Value {
  let next = 0;
  const parts = text.split(/(\{[^{}]*\})/).map((part, i): Value => {
    if (i % 2 === 0) return constant(part, at);
    const [name = '', spec] = part.slice(1, -1).split(/[:!]/, 2);
    const value = name === '' ? positional[next++] : (keywords.get(name) ?? positional[Number(name)]);
    if (value === undefined || spec !== undefined) return unknown('thaw does not format it', name, at);
    return value.kind === 'constant' ? constant(plainText(value.value), at) : value;
  });
  return joinText(parts, at);
}

type Sequence = Value & SequenceFields;
type ListMethod = (on: Sequence, args: Arguments, at: Place, run: Execution) => Value | undefined;

const LIST_METHODS: Record<string, ListMethod> = table({
  append: (on, { positional: [item] }, at, run) => {
    if (item === undefined) return undefined;
    add(on, [item], run);
    return constant(null, at);
  },
  add: (on, { positional: [item] }, at, run) => {
    if (item === undefined) return undefined;
    add(on, [item], run);
    return constant(null, at);
  },
  extend: (on, { positional: [items] }, at, run) => {
    if (items === undefined) return undefined;
    const more = run.iterate(items, at);
    add(on, more.items, run);
    on.isComplete &&= more.isComplete;
    return constant(null, at);
  },
  insert: (on, { positional: [place, item] }, at, run) => {
    if (item === undefined) return undefined;
    const index = numberOf(place);
    if (index === undefined || run.isRepeated()) add(on, [item], run);
    else on.items.splice(index, 0, item);
    return constant(null, at);
  },
  pop: (on, { positional: [place] }, at, run) => {
    if (!on.isComplete || run.isRepeated()) return on.items.at(-1) ?? unknown('the list is empty', textOf(on), at);
    const index = place === undefined ? -1 : numberOf(place);
    return index === undefined ? undefined : on.items.splice(index, 1)[0];
  },
  copy: (on, _args, at) => ({ ...on, items: [...on.items], origin: at }),
  index: (on, { positional: [item] }, at) => {
    const found = on.items.findIndex((one) => item !== undefined && textOf(one) === textOf(item));
    return on.isComplete && found !== -1 ? constant(found, at) : undefined;
  },
  count: (on, { positional: [item] }, at) => {
    if (!on.isComplete || item === undefined) return undefined;
    return constant(on.items.filter((one) => textOf(one) === textOf(item)).length, at);
  },
  reverse: (on, _args, at) => {
    on.items.reverse();
    return constant(null, at);
  },
  sort: (on, _args, at) => {
    sortConstants(on.items);
    return constant(null, at);
  },
});

/** In a loop that runs an unknown number of times, what is added stands for all that is. */
function add(on: Sequence, items: readonly Value[], run: Execution): void {
  on.items.push(...items);
  if (run.isRepeated()) on.isComplete = false;
}

/** Sorts constants as Python does; others stay where they are. */
export function sortConstants(items: Value[]): void {
  if (!items.every((item) => item.kind === 'constant')) return;
  const keyOf = (item: Value): Constant => (item.kind === 'constant' ? item.value : null);
  items.sort((left, right) => {
    const [a, b] = [keyOf(left), keyOf(right)];
    if (a === null || b === null || a === b) return 0;
    return a < b ? -1 : 1;
  });
}

type Dict = Value & { kind: 'dict' };
type DictMethod = (on: Dict, args: Arguments, at: Place, run: Execution) => Value | undefined;

const DICT_METHODS: Record<string, DictMethod> = table({
  get: (on, { positional: [key, other] }, at) => entry(on, key, other ?? constant(null, at), at),
  setdefault: (on, { positional: [key, other] }, at) => {
    const value = entry(on, key, other ?? constant(null, at), at);
    if (key?.kind === 'constant') on.entries.set(key.value, value);
    return value;
  },
  pop: (on, { positional: [key, other] }, at) => {
    const value = entry(on, key, other, at);
    if (key?.kind === 'constant') on.entries.delete(key.value);
    return value;
  },
  keys: (on, _args, at) =>
    list(
      [...on.entries.keys()].map((key) => constant(key, at)),
      at,
      on.isComplete,
    ),
  values: (on, _args, at) => list([...on.entries.values()], at, on.isComplete),
  items: (on, _args, at) =>
    list(
      [...on.entries].map(([key, value]) => ({ ...list([constant(key, at), value], at), type: 'tuple' as const })),
      at,
      on.isComplete,
    ),
  update: (on, { positional: [other], keywords }, at) => {
    if (other?.kind === 'dict') for (const [key, value] of other.entries) on.entries.set(key, value);
    if (other !== undefined && (other.kind !== 'dict' || !other.isComplete)) on.isComplete = false;
    for (const [key, value] of keywords) on.entries.set(key, value);
    return constant(null, at);
  },
  copy: (on, _args, at) => ({ ...on, entries: new Map(on.entries), origin: at }),
});

function entry(on: Dict, key: Value | undefined, other: Value | undefined, at: Place): Value {
  const found = key?.kind === 'constant' ? on.entries.get(key.value) : undefined;
  if (found !== undefined) return found;
  if (key?.kind === 'constant' && on.isComplete && other !== undefined) return other;
  return unknown(
    'the text does not say what is in it',
    `${textOf(on, 1)}[${key === undefined ? '' : textOf(key)}]`,
    at,
  );
}

/** Whether a value is true, as a constant; not known where the text does not say. */
export function asBoolean(value: Value, at: Place): Value {
  const truth = truthOf(value);
  if (truth !== undefined) return constant(truth, at);
  return unknown(value.kind === 'unknown' ? value.why : 'the text does not say', `bool(${textOf(value)})`, at);
}
