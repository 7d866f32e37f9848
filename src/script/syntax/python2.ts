import type { Edit } from './edits.js';
import type { Token } from './logicalLines.js';

/** Edits that make Python 3 of a logical line of Python 2, and what they stand for. */
export interface Python2 {
  edits: Edit[];
  prints: { from: number; toFile: boolean }[];
  /** Offsets of opening backticks. */
  reprs: number[];
}

/**
 * Reads what Python 2 writes otherwise: `print x`, backticks, `<>`, `except E, e`, `raise E, "text"`, `10L` and `0777`. Edits
 * are as long as what they replace, as long as something with a place follows.
 */
export function python2Edits(text: string, tokens: readonly Token[]): Python2 {
  const found: Python2 = { edits: exceptEdits(text, tokens), prints: [], reprs: [] };
  let isOpen = false;
  let raising = false;
  for (const [index, token] of tokens.entries()) {
    const starts = startsStatement(tokens, index);
    if (starts) raising = token.text === 'raise';
    if (starts && isPrint(text, token, tokens[index + 1])) readPrint(tokens, index, found);
    if (token.text === '`') {
      isOpen = !isOpen;
      if (isOpen) found.reprs.push(token.from);
    }
    const modern = modernToken(tokens, index, isOpen, raising);
    if (modern !== null) found.edits.push({ from: token.from, to: token.from + token.text.length, text: modern });
  }
  return found;
}

/** What stands for a token in Python 3, as long as it is; null for the same. */
function modernToken(tokens: readonly Token[], index: number, isOpen: boolean, raising: boolean): string | null {
  const token = tokens[index]!;
  if (token.kind === 'number') return modernNumber(token.text);
  if (token.text === '`') return isOpen ? '[' : ']';
  if (token.text === ',' && token.depth === 0 && raising) return '-';
  if (token.text === '<' && isNext(tokens, index, '>')) return '!';
  const closes = token.text === '>' && tokens[index - 1]?.text === '<' && isNext(tokens, index - 1, '>');
  return closes ? '=' : null;
}

function startsStatement(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  return before === undefined || (before.depth === 0 && (before.text === ';' || before.text === ':'));
}

function isNext(tokens: readonly Token[], index: number, sign: string): boolean {
  const next = tokens[index + 1];
  return next?.text === sign && next.from === tokens[index]!.from + 1;
}

/** Whether `print` is a statement: what follows is a value, but no bracket, which Python 3 reads too. */
function isPrint(text: string, token: Token, next: Token | undefined): boolean {
  if (token.text !== 'print' || next === undefined) return false;
  if (next.kind === 'string' || next.kind === 'number') return true;
  const hasSpace = /\s/.test(text[token.from + 5]!);
  if (next.kind === 'name') return hasSpace && !/^(and|or|in|is|if|else)$/.test(next.text);
  return next.text === '`' || next.text === '>' || (hasSpace && /^[[{~-]$/.test(next.text));
}

function readPrint(tokens: readonly Token[], index: number, found: Python2): void {
  const token = tokens[index]!;
  const toFile = tokens[index + 1]!.text === '>' && isNext(tokens, index + 1, '>');
  found.edits.push({ from: token.from, to: token.from + 5, text: 'None;' });
  if (toFile) {
    const from = tokens[index + 1]!.from;
    found.edits.push({ from, to: from + 2, text: '  ' });
  }
  found.prints.push({ from: token.from, toFile });
}

/** `10L` as `10.` and `0777` as `511.`, which are as long; null for a number that Python 3 reads. */
function modernNumber(number: string): string | null {
  if (/^\d+l$/i.test(number)) return `${number.slice(0, -1)}.`;
  if (/^0[0-7]+$/.test(number) && !/^0+$/.test(number)) {
    return `${Number.parseInt(number, 8)}.`.padEnd(number.length, '0');
  }
  return null;
}

/** `except E, e:` becomes `except E as e:`, where no statement follows on the line. */
function exceptEdits(text: string, tokens: readonly Token[]): Edit[] {
  const [name, sign] = [tokens.at(-2), tokens.at(-1)];
  const comma = tokens.at(-3);
  if (tokens[0]?.text !== 'except' || sign?.text !== ':' || name?.kind !== 'name') return [];
  if (comma?.text !== ',' || comma.depth !== 0) return [];
  return [{ from: comma.from, to: comma.from + 1, text: text[comma.from + 1] === ' ' ? ' as' : ' as ' }];
}
