import type { BinaryOperator, Place } from '../syntax/ast.js';
import { type Count, counted, numberOf, type UnknownFields, unknown, type Value } from './values.js';

/** How a quotient is made whole. */
export type Rounding = NonNullable<Count['rounded']>;

/** The count that an operator makes of one and of a number; undefined where it is none any more. */
export function countOf(op: BinaryOperator, left: Value, right: Value): Count | undefined {
  const number = numberOf(right);
  if (number !== undefined) return left.kind === 'unknown' ? ofNumber(op, left.count, number) : undefined;
  const first = numberOf(left);
  const isSameBothWays = op === '+' || op === '*';
  return first !== undefined && isSameBothWays && right.kind === 'unknown'
    ? ofNumber(op, right.count, first)
    : undefined;
}

function ofNumber(op: BinaryOperator, count: Count | undefined, number: number): Count | undefined {
  if (count === undefined) return undefined;
  switch (op) {
    case '+':
      return { ...count, plus: count.plus + number };
    case '-':
      return { ...count, plus: count.plus - number };
    // Python 2 made a float of a number by it.
    case '*':
      return number === 1 ? count : undefined;
    case '/':
    case '//':
      return quotient(op, count, number);
    default:
      return undefined;
  }
}

function quotient(op: '/' | '//', count: Count, by: number): Count | undefined {
  if (count.dividedBy !== undefined) return undefined;
  if (op === '/') return count.plus === 0 ? { ...count, dividedBy: by } : undefined;
  if (count.plus === 0) return { ...count, dividedBy: by, rounded: 'down' };
  // `(n + b - 1) // b`.
  return count.plus === by - 1 ? { ...count, plus: 0, dividedBy: by, rounded: 'up' } : undefined;
}

/** The negative of `-n // b`, which is `n / b` rounded up; undefined for any other operator. */
export function quotientOfNegative(op: BinaryOperator, left: Value, right: Value): Count | undefined {
  const [by, count] = [numberOf(right), left.kind === 'unknown' ? left.minus : undefined];
  if (op !== '//' || by === undefined || count === undefined || count.plus !== 0 || count.dividedBy !== undefined)
    return undefined;
  return { ...count, dividedBy: by, rounded: 'up' };
}

/** `-n`, of a count or of the negative of one; undefined for anything else. */
export function negative(value: Value, at: Place): Value | undefined {
  if (value.kind !== 'unknown') return undefined;
  const { why, text, count, minus } = value;
  if (minus !== undefined) return counted(minus, unknown(why, `-(${text})`, at));
  return count === undefined ? undefined : { ...unknown(why, `-${text}`, at), minus: count };
}

/** `math.ceil(n / b)` and the like of a count: a number of batches stays one. Undefined for anything else. */
export function roundedCount(value: Value | undefined, rounded: Rounding, name: string, at: Place): Value | undefined {
  if (value?.kind !== 'unknown' || value.count === undefined) return undefined;
  const { why, text, count } = value;
  const isWhole = count.dividedBy === undefined || count.rounded !== undefined;
  const open: Value & UnknownFields = unknown(why, `${name}(${text})`, at);
  return counted(isWhole ? count : { ...count, rounded }, open);
}

/** Functions that round, by their last names. */
export const ROUNDING: ReadonlyMap<string, Rounding> = new Map([
  ['ceil', 'up'],
  ['floor', 'down'],
  ['trunc', 'down'],
  ['rint', 'nearest'],
  ['round', 'nearest'],
  ['around', 'nearest'],
]);
