import type { BinaryOperator, Comparison, Expression, Place } from './ast.js';

/** An operand with its offsets, or an operator. */
export type Item =
  | { kind: 'operand'; value: Expression; from: number; to: number }
  | { kind: 'prefix'; op: 'not' | '-' | '+' | '~' | 'await'; from: number }
  | { kind: 'infix'; op: string };

interface Read {
  value: Expression;
  from: number;
  to: number;
}

/** How strongly operators bind, by Python's reference; comparisons are 4. */
const STRENGTH: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  '|': 5,
  '^': 6,
  '&': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '//': 10,
  '%': 10,
  '@': 10,
  '**': 12,
};
const NOT = 3;
const COMPARISON = 4;
const SIGN = 11;
const AWAIT = 13;

const strengthOf = (op: string): number => STRENGTH[op] ?? COMPARISON;

/**
 * Nests operators as Python does. The tree of `@lezer/python` does not: it reads `not a and b` as `not (a and b)`.
 *
 * @param items in order of the text, without brackets
 */
export function nestOperators(items: readonly Item[], place: (from: number, to: number) => Place): Expression {
  let at = 0;

  const next = (least: number): string | null => {
    const item = items[at];
    return item?.kind === 'infix' && strengthOf(item.op) >= least ? item.op : null;
  };

  const operand = (): Read => {
    const item = items[at++]!;
    if (item.kind === 'operand') return item;
    if (item.kind === 'infix') throw new Error(`An operand is expected in place of ${item.op}.`);
    const { op, from } = item;
    const { value, to } = read(op === 'not' ? NOT : op === 'await' ? AWAIT : SIGN);
    const whole = place(from, to);
    const node: Expression =
      op === 'await' ? { type: 'Await', value, place: whole } : { type: 'UnaryOp', op, operand: value, place: whole };
    return { value: node, from, to };
  };

  /** Operands after operators of one kind: `and b and c`, `< b <= c`. */
  const follow = (isSame: (op: string) => boolean, strength: number): { ops: string[]; operands: Read[] } => {
    const ops: string[] = [];
    const operands: Read[] = [];
    for (let op = next(strength); op !== null && isSame(op); op = next(strength)) {
      at++;
      ops.push(op);
      operands.push(read(strength + 1));
    }
    return { ops, operands };
  };

  const joined = (left: Read, op: string): Read => {
    const strength = strengthOf(op);
    const isChain = strength <= COMPARISON;
    if (!isChain) {
      at++;
      const right = read(op === '**' ? SIGN : strength + 1);
      const whole = place(left.from, right.to);
      const value: Expression = {
        type: 'BinOp',
        left: left.value,
        op: op as BinaryOperator,
        right: right.value,
        place: whole,
      };
      return { value, from: left.from, to: right.to };
    }
    const { ops, operands } = follow((other) => strengthOf(other) === strength, strength);
    const { to } = operands.at(-1)!;
    const values = operands.map(({ value }) => value);
    const whole = place(left.from, to);
    const value: Expression =
      strength === COMPARISON
        ? { type: 'Compare', left: left.value, ops: ops.map(modern), comparators: values, place: whole }
        : { type: 'BoolOp', op: op as 'and' | 'or', values: [left.value, ...values], place: whole };
    return { value, from: left.from, to };
  };

  const read = (least: number): Read => {
    let left = operand();
    for (let op = next(least); op !== null; op = next(least)) left = joined(left, op);
    return left;
  };

  return read(0).value;
}

function modern(op: string): Comparison {
  return (op === '<>' ? '!=' : op) as Comparison;
}
