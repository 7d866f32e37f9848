import { type Argument, type CallText, isCode, type WantedKeyword } from './callArguments.js';
import type { Edit } from './edit.js';
import { indentAt, lineEnd, lineStart } from './tokens.js';
import type { Unit } from './unit.js';

/** Adds keywords at the end of a call, as its other arguments are written: one per line, or one after the other. */
export function additions(unit: Unit, text: CallText, added: readonly WantedKeyword[], shown: string): Edit[] {
  if (added.length === 0) return [];
  const spaced = isSpaced(text);
  const words = added.map(({ name, text: value }) => (spaced ? `${name} = ${value}` : `${name}=${value}`));
  const what = added.map(({ name, text: value }) => `gives \`${shown}\` \`${name}=${value}\``).join('; ');
  const last = text.arguments.at(-1);
  if (last === undefined) return [addFirst(unit, text, words, what)];
  const lines = ownLineAfter(unit, text, last);
  if (lines === undefined) return [addInline(unit, last, words, what)];
  return addLines(unit, last, words, lines, what);
}

function isSpaced({ arguments: found }: CallText): boolean {
  const named = found.filter(({ name }) => name !== undefined);
  return named.filter(({ spaced }) => spaced).length * 2 > named.length;
}

function addFirst(unit: Unit, { open, close, tokens }: CallText, words: readonly string[], what: string): Edit {
  const comment = tokens.some(({ kind }) => kind === 'comment');
  // With the bracket, so that a second edit of the same kind is a conflict and not text without a comma.
  const place = unit.place(open, comment ? open + 1 : close + 1);
  return { place, text: `(${words.join(', ')}${comment ? '' : ')'}`, what };
}

function addInline(unit: Unit, last: Argument, words: readonly string[], what: string): Edit {
  if (last.comma === undefined) {
    return { place: unit.place(last.to, last.to), text: words.map((word) => `, ${word}`).join(''), what };
  }
  const at = last.comma + 1;
  return { place: unit.place(at, at), text: words.map((word) => ` ${word},`).join(''), what };
}

interface OwnLine {
  /** Where the new line begins: after the comment of the last argument, or directly after that. */
  at: number;
  indent: string;
}

/** Where a line for another argument goes; undefined if the call is not written with one argument per line. */
function ownLineAfter(unit: Unit, text: CallText, last: Argument): OwnLine | undefined {
  const indent = indentAt(unit.text, last.from);
  const isFirst = lineStart(unit.text, last.from) + indent.length === last.from;
  const previous = text.arguments.at(-2);
  const shared = previous !== undefined && sharesLine(unit, text, previous);
  if (!isFirst || shared) return undefined;
  const end = (last.comma ?? last.to - 1) + 1;
  const rest = text.tokens.filter((token) => token.from >= end && token.from < lineEnd(unit.text, end));
  if (rest.some((token) => token.kind === 'continuation' || isCode(token))) return undefined;
  const closesHere = lineEnd(unit.text, end) >= text.close;
  return { at: closesHere ? end : lineEnd(unit.text, end), indent };
}

/** Whether an argument before the last one stands on a line with another. */
function sharesLine(unit: Unit, { arguments: found }: CallText, previous: Argument): boolean {
  const index = found.indexOf(previous);
  const before = found[index - 1];
  return before !== undefined && lineStart(unit.text, before.to) === lineStart(unit.text, previous.from);
}

function addLines(unit: Unit, last: Argument, words: readonly string[], { at, indent }: OwnLine, what: string): Edit[] {
  const place = unit.place(at, at);
  if (last.comma !== undefined) {
    return [{ place, text: words.map((word) => `\n${indent}${word},`).join(''), what }];
  }
  const lines = words.map((word) => `\n${indent}${word}`).join(',');
  if (at === last.to) return [{ place, text: `,${lines}`, what }];
  return [
    { place: unit.place(last.to, last.to), text: ',', what: '' },
    { place, text: lines, what },
  ];
}
