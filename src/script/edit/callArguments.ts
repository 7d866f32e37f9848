import type { Expression, Place } from '../syntax/ast.js';
import { type Token, tokensOf } from './tokens.js';
import type { Unit } from './unit.js';

export type Call = Extract<Expression, { type: 'Call' }>;

/** A keyword that a call shall have. */
export interface WantedKeyword {
  name: string;
  /** Value, as Python. */
  text: string;
  /** Of the parameter if it can be given by position, from 0; without it, it is given by its name only. */
  position?: number;
}

/** An argument of a call, as it stands in the text. */
export interface Argument {
  /** Before its first token, brackets around it included. */
  from: number;
  to: number;
  /** Of `name=value`. */
  name: string | undefined;
  /** `*values`, `**values` or an argument alone. */
  stars: '' | '*' | '**';
  /** Spaces stand around its `=`. */
  spaced: boolean;
  /** Offset of the comma after it. */
  comma: number | undefined;
}

/** The brackets of a call, and what stands between them. */
export interface CallText {
  /** Offset of its `(`. */
  open: number;
  /** Offset of its `)`. */
  close: number;
  arguments: Argument[];
  /** All between the brackets. */
  tokens: Token[];
}

/** Reads the arguments of a call from its text; undefined if no brackets are found there. */
export function argumentsOf(unit: Unit, call: Call): CallText | undefined {
  const tokens = tokensOf(unit.text, unit.to(call.func.place), unit.to(call.place));
  const last = tokens.at(-1);
  const open = matchOfLast(unit, tokens);
  if (open === undefined || last === undefined) return undefined;
  const inside = tokens.slice(open + 1, -1);
  return { open: tokens[open]!.from, close: last.from, arguments: split(unit, inside), tokens: inside };
}

/** The same of a list, tuple, set or dictionary; a tuple may have no brackets. */
export function itemsOf(unit: Unit, place: Place): CallText {
  const tokens = tokensOf(unit.text, unit.from(place), unit.to(place));
  const isBracketed = matchOfLast(unit, tokens) === 0;
  const inside = isBracketed ? tokens.slice(1, -1) : tokens;
  const close = unit.to(place) - (isBracketed ? 1 : 0);
  return { open: unit.from(place), close, arguments: split(unit, inside), tokens: inside };
}

/** Index of the bracket that the last token closes. */
function matchOfLast(unit: Unit, tokens: readonly Token[]): number | undefined {
  const opened: number[] = [];
  let match: number | undefined;
  for (const [index, token] of tokens.entries()) {
    const sign = signOf(unit, token);
    match = undefined;
    if (OPEN.test(sign)) opened.push(index);
    // The first one may close a bracket around the function: (f)(x).
    else if (CLOSED.test(sign)) match = opened.pop();
  }
  return match;
}

const OPEN = /^[([{]$/;
const CLOSED = /^[)\]}]$/;

function signOf(unit: Unit, { kind, from, to }: Token): string {
  return kind === 'sign' ? unit.text.slice(from, to) : '';
}

function split(unit: Unit, tokens: readonly Token[]): Argument[] {
  const found: Argument[] = [];
  let depth = 0;
  let part: Token[] = [];
  const finish = (comma: number | undefined): void => {
    if (part.length > 0) found.push(argument(unit, part, comma));
    part = [];
  };
  for (const token of tokens) {
    if (!isCode(token)) continue;
    const sign = signOf(unit, token);
    if (OPEN.test(sign)) depth++;
    if (CLOSED.test(sign)) depth--;
    if (depth === 0 && sign === ',') finish(token.from);
    else part.push(token);
  }
  finish(undefined);
  return found;
}

export function isCode({ kind }: Token): boolean {
  return kind !== 'comment' && kind !== 'break' && kind !== 'continuation';
}

function argument(unit: Unit, part: readonly Token[], comma: number | undefined): Argument {
  const [first, second, third] = part as [Token, Token?, Token?];
  const stars = /^\*\*?$/.exec(signOf(unit, first))?.[0] ?? '';
  const isKeyword = first.kind === 'word' && second !== undefined && signOf(unit, second) === '=';
  return {
    from: first.from,
    to: part.at(-1)!.to,
    name: isKeyword ? unit.text.slice(first.from, first.to) : undefined,
    stars: stars as Argument['stars'],
    spaced: isKeyword && second.from > first.to && third !== undefined && third.from > second.to,
    comma,
  };
}
