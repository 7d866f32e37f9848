import { table } from '../../../base/table.js';
import { pick } from '../../evaluate/items.js';
import {
  type Arguments,
  constant,
  type Execution,
  type Host,
  host,
  list,
  numberOf,
  type SliceIndex,
  tuple,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { keepsAllValues } from './axes.js';

/** An array of numbers that the script writes out, such as means of channels or labels. */
export interface NumbersHost extends Host {
  readonly numbers: readonly number[];
}

export function numbersIn(value: Value | undefined): readonly number[] | undefined {
  if (value?.kind === 'host' && 'numbers' in value.host) return (value.host as NumbersHost).numbers;
  const number = numberOf(value);
  if (number !== undefined) return [number];
  if (value?.kind !== 'sequence' || !value.isComplete) return undefined;
  const numbers = value.items.map(numberOf);
  return numbers.includes(undefined) ? undefined : (numbers as number[]);
}

/** Numbers of channels, in as many brackets as an array of images has axes: `[[[103.939, 116.779, 123.68]]]`. */
export function channelNumbersIn(value: Value): readonly number[] | undefined {
  const inner = value.kind === 'sequence' && value.isComplete && value.items.length === 1 ? value.items[0] : undefined;
  return inner?.kind === 'sequence' ? channelNumbersIn(inner) : numbersIn(value);
}

const COMPUTE: Record<string, (a: number, b: number) => number> = table({
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '**': (a, b) => a ** b,
});

/** A one-dimensional array of numbers. */
export function numbersValue(numbers: readonly number[], at: Place): Value {
  return host(numbersHost(numbers, at), at);
}

function numbersHost(numbers: readonly number[], origin: Place): NumbersHost {
  const items = (at: Place): Value[] => numbers.map((number) => constant(number, at));
  const same = (_args: Arguments, at: Place): Value => numbersValue(numbers, at);
  const methods: Record<string, (args: Arguments, at: Place) => Value | undefined> = {
    astype: same,
    copy: same,
    reshape: same,
    flatten: same,
    ravel: same,
    numpy: same,
    tolist: (_args, at) => list(items(at), at),
    mean: (_args, at) => constant(numbers.reduce((a, b) => a + b, 0) / numbers.length, at),
    max: (_args, at) => constant(Math.max(...numbers), at),
    min: (_args, at) => constant(Math.min(...numbers), at),
    sum: (_args, at) =>
      constant(
        numbers.reduce((a, b) => a + b, 0),
        at,
      ),
  };
  return {
    what: `[${numbers.slice(0, 8).join(', ')}${numbers.length > 8 ? ', …' : ''}]`,
    numbers,
    length: () => numbers.length,
    iterate: (at) => ({ items: items(at), isComplete: true }),
    attribute: (name, at) => {
      if (name === 'shape') return tuple([constant(numbers.length, at)], at);
      if (name === 'size') return constant(numbers.length, at);
      if (name === 'ndim') return constant(1, at);
      return undefined;
    },
    item: (index: Value | SliceIndex, at: Place, _run: Execution) => {
      if (keepsAllValues(index)) return numbersValue(numbers, origin);
      if (index.kind === 'slice') {
        const picked = pick(numbers, index);
        return picked === undefined ? undefined : numbersValue(picked, origin);
      }
      const number = numberOf(index);
      const found = number === undefined ? undefined : numbers.at(number);
      return found === undefined ? undefined : constant(found, at);
    },
    binary: (op, other, isReversed, at) => {
      const compute = COMPUTE[op];
      const others = numbersIn(other);
      if (compute === undefined || others === undefined || others.length === 0) return undefined;
      const length = Math.max(numbers.length, others.length);
      const computed = Array.from({ length }, (_, i) => {
        const [a, b] = [numbers[i % numbers.length]!, others[i % others.length]!];
        return isReversed ? compute(b, a) : compute(a, b);
      });
      return numbersValue(computed, at);
    },
    method: (name, args, at) => methods[name]?.(args, at),
  };
}
