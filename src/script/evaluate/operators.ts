import type { BinaryOperator, Comparison, Place } from '../syntax/ast.js';
import { countOf, quotientOfNegative } from './counts.js';
import {
  type Constant,
  constant,
  counted,
  type Execution,
  type SequenceFields,
  textOf,
  type UnknownFields,
  unknown,
  type Value,
} from './values.js';

/** Most characters of a text, and items of a list, that an operator makes: `'a' * 10 ** 9` costs nothing. */
const MOST_ITEMS = 100_000;

/** `left op right`. */
export function binary(op: BinaryOperator, left: Value, right: Value, at: Place, run: Execution): Value {
  const simulated =
    (left.kind === 'host' ? left.host.binary?.(op, right, false, at, run) : undefined) ??
    (right.kind === 'host' ? right.host.binary?.(op, left, true, at, run) : undefined);
  if (simulated !== undefined) return simulated;
  if (left.kind === 'constant' && right.kind === 'constant') {
    const value = ofConstants(op, left.value, right.value);
    if (value !== undefined) return constant(value, at);
  }
  const sequence = ofSequences(op, left, right, at);
  if (sequence !== undefined) return sequence;
  const formatted = op === '%' ? percentFormat(left, right, at) : undefined;
  if (formatted !== undefined) return formatted;
  if (op === '+' && (isText(left) || isText(right))) return joinText([left, right], at);
  return notComputed(op, left, right, at);
}

/** What an operator makes of values that are not known; a count may stay one. */
function notComputed(op: BinaryOperator, left: Value, right: Value, at: Place): Value {
  const open: Value & UnknownFields = {
    ...unknown(whyNot(left, right), `${textOf(left)} ${op} ${textOf(right)}`, at),
    made: { op, left, right },
  };
  const minus = quotientOfNegative(op, left, right);
  if (minus !== undefined) return { ...open, minus };
  const count = countOf(op, left, right);
  return count === undefined ? open : counted(count, open);
}

function isText(value: Value): boolean {
  return value.kind === 'constant' && typeof value.value === 'string';
}

function whyNot(left: Value, right: Value): string {
  const part = [left, right].find((value) => value.kind === 'unknown');
  return part?.kind === 'unknown' ? part.why : 'thaw does not compute that';
}

function ofConstants(op: BinaryOperator, left: Constant, right: Constant): Constant | undefined {
  if (typeof left === 'string' || typeof right === 'string') return ofTexts(op, left, right);
  if (left === null || right === null) return undefined;
  const value = NUMERIC[op]?.(Number(left), Number(right));
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

const NUMERIC: Partial<Record<BinaryOperator, (a: number, b: number) => number | undefined>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? undefined : a / b),
  '//': (a, b) => (b === 0 ? undefined : Math.floor(a / b)),
  '%': (a, b) => (b === 0 ? undefined : a - b * Math.floor(a / b)),
  '**': (a, b) => a ** b,
  '<<': (a, b) => a * 2 ** b,
  '>>': (a, b) => Math.floor(a / 2 ** b),
};

function ofTexts(op: BinaryOperator, left: Constant, right: Constant): string | undefined {
  if (op === '+' && typeof left === 'string' && typeof right === 'string') {
    return left.length + right.length > MOST_ITEMS ? undefined : left + right;
  }
  if (op !== '*') return undefined;
  const [text, times] = typeof left === 'string' ? [left, right] : [right, left];
  if (typeof text !== 'string' || typeof times !== 'number') return undefined;
  return text.length * times > MOST_ITEMS ? undefined : text.repeat(Math.max(0, times));
}

function ofSequences(op: BinaryOperator, left: Value, right: Value, at: Place): Value | undefined {
  if (op === '+' && left.kind === 'sequence' && right.kind === 'sequence') {
    if (left.items.length + right.items.length > MOST_ITEMS) return undefined;
    const isComplete = left.isComplete && right.isComplete;
    return { kind: 'sequence', type: left.type, items: [...left.items, ...right.items], isComplete, origin: at };
  }
  const [sequence, times] = left.kind === 'sequence' ? [left, right] : [right, left];
  if (op !== '*' || sequence.kind !== 'sequence' || times.kind !== 'constant') return undefined;
  const count = Number(times.value);
  if (!Number.isInteger(count) || count < 0 || sequence.items.length * count > MOST_ITEMS) return undefined;
  const items = Array.from({ length: count }, () => sequence.items).flat();
  return { ...sequence, items, origin: at };
}

/** `'%s/%d' % values`. */
function percentFormat(left: Value, right: Value, at: Place): Value | undefined {
  if (left.kind !== 'constant' || typeof left.value !== 'string') return undefined;
  const values = right.kind === 'sequence' ? [...right.items] : [right];
  return joinText(
    left.value.split(/(%[-+ #0]*\d*(?:\.\d+)?[a-zA-Z%])/).map((part, i) => {
      if (i % 2 === 0) return constant(part, at);
      return part.endsWith('%') ? constant('%', at) : (values.shift() ?? unknown('a value is missing', '{}', at));
    }),
    at,
  );
}

/** Puts texts together; where one is not known, its place is kept: `{data_dir}/train`. */
export function joinText(parts: readonly Value[], at: Place): Value {
  const missing = parts.find((part) => part.kind !== 'constant');
  const text = parts
    .map((part) => (part.kind === 'constant' ? plainText(part.value) : `{${bare(textOf(part))}}`))
    .join('');
  if (text.length > MOST_ITEMS) return unknown('it is too long', 'a long text', at);
  if (missing === undefined) return constant(text, at);
  return unknown(missing.kind === 'unknown' ? missing.why : 'thaw does not compute that', text, at);
}

/** Without the braces that it has where it is itself such a text. */
function bare(text: string): string {
  return text.startsWith('{') && text.endsWith('}') && !text.slice(1, -1).includes('{') ? text.slice(1, -1) : text;
}

/** As `str()` writes it. */
export function plainText(value: Constant): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}

/** `left op right` of a comparison; undefined where the text does not say. */
export function compare(op: Comparison, left: Value, right: Value): boolean | undefined {
  if (op === 'is' || op === 'is not') return flip(isSame(left, right), op === 'is not');
  if (op === '==' || op === '!=') return flip(isEqual(left, right), op === '!=');
  if (op === 'in' || op === 'not in') return flip(isIn(left, right), op === 'not in');
  if (left.kind !== 'constant' || right.kind !== 'constant') return undefined;
  const [a, b] = [left.value, right.value];
  if (a === null || b === null || (typeof a === 'string') !== (typeof b === 'string')) return undefined;
  return { '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b }[op];
}

function flip(value: boolean | undefined, isFlipped: boolean): boolean | undefined {
  return value === undefined ? undefined : value !== isFlipped;
}

function isSame(left: Value, right: Value): boolean | undefined {
  if (left.kind === 'constant' && right.kind === 'constant') return left.value === right.value;
  if (left.kind === 'host' && right.kind === 'host') return left.host === right.host;
  if (left.kind === 'unknown' || right.kind === 'unknown') return undefined;
  // An object is not None.
  if (left.kind === 'constant' || right.kind === 'constant') return false;
  return left === right ? true : undefined;
}

/** Lists inside each other that are compared. */
const MOST_DEPTH = 5;

function isEqual(left: Value, right: Value, depth = 0): boolean | undefined {
  if (left === right) return left.kind === 'unknown' ? undefined : true;
  if (left.kind === 'unknown' || right.kind === 'unknown') return undefined;
  if (left.kind === 'sequence' && right.kind === 'sequence') return isEqualSequence(left, right, depth);
  if (left.kind === 'constant' && right.kind === 'constant') {
    const [a, b] = [left.value, right.value].map((value) => (typeof value === 'boolean' ? Number(value) : value));
    return a === b;
  }
  if (left.kind === 'name' && right.kind === 'name') return left.name === right.name ? true : undefined;
  return isSame(left, right);
}

function isEqualSequence(left: SequenceFields, right: SequenceFields, depth: number): boolean | undefined {
  if (depth >= MOST_DEPTH || !left.isComplete || !right.isComplete) return undefined;
  if (left.items.length !== right.items.length) return false;
  return every(left.items.map((item, i) => isEqual(item, right.items[i]!, depth + 1)));
}

function isIn(item: Value, container: Value): boolean | undefined {
  if (container.kind === 'constant' && typeof container.value === 'string') {
    return item.kind === 'constant' ? container.value.includes(plainText(item.value)) : undefined;
  }
  if (container.kind === 'dict') {
    if (item.kind !== 'constant') return undefined;
    return container.entries.has(item.value) || (container.isComplete ? false : undefined);
  }
  if (container.kind !== 'sequence') return undefined;
  const equal = container.items.map((one) => isEqual(item, one));
  if (equal.includes(true)) return true;
  return container.isComplete && !equal.includes(undefined) ? false : undefined;
}

function every(values: readonly (boolean | undefined)[]): boolean | undefined {
  if (values.includes(false)) return false;
  return values.includes(undefined) ? undefined : true;
}
