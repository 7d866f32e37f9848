import { formatStringEnd } from '../syntax/formatStrings.js';

/** A word, number, string, sign or comment of Python; `break` ends a line, `continuation` is a backslash before its end. */
export interface Token {
  kind: 'word' | 'string' | 'sign' | 'comment' | 'break' | 'continuation';
  from: number;
  /** Exclusive. */
  to: number;
}

const SPACE = /[ \t\f]+/y;
const WORD = /[\p{L}\p{N}\p{M}_]+/uy;
const NUMBER = /(?:0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)[jJlL]?/y;
const STRING_START = /([rRbBuUfFtT]{0,2})('''|"""|'|")/y;
const SIGN = /->|:=|[-+*/%@&|^<>=!]=|\*\*=?|\/\/=?|<<=?|>>=?|[\s\S]/uy;

/** Reads the tokens between two offsets; the first one starts outside of strings and comments. */
export function tokensOf(text: string, from: number, to: number = text.length): Token[] {
  const tokens: Token[] = [];
  const end = Math.min(to, text.length);
  let at = from;
  while (at < end) {
    const token = tokenAt(text, at);
    if (token.kind !== undefined) tokens.push({ kind: token.kind, from: at, to: token.to });
    at = token.to;
  }
  return tokens;
}

function tokenAt(text: string, at: number): { kind?: Token['kind']; to: number } {
  const space = endOf(SPACE, text, at);
  if (space !== null) return { to: space };
  if (text[at] === '\n') return { kind: 'break', to: at + 1 };
  if (text[at] === '\\' && text[at + 1] === '\n') return { kind: 'continuation', to: at + 2 };
  if (text[at] === '#') return { kind: 'comment', to: lineEnd(text, at) };
  const string = stringEnd(text, at);
  if (string !== null) return { kind: 'string', to: string };
  const word = endOf(NUMBER, text, at) ?? endOf(WORD, text, at);
  if (word !== null) return { kind: 'word', to: word };
  return { kind: 'sign', to: endOf(SIGN, text, at)! };
}

/** End of the string that starts at an offset, or null if none does. One that is not closed ends with its line. */
function stringEnd(text: string, from: number): number | null {
  STRING_START.lastIndex = from;
  const start = STRING_START.exec(text);
  if (start === null) return null;
  const [opening, prefix, quote] = start as unknown as [string, string, string];
  const isFormatted = /[fFtT]/.test(prefix);
  const formatEnd = isFormatted && quote.length === 1 ? formatStringEnd(text, from + prefix.length) : null;
  if (formatEnd !== null) return formatEnd;
  let at = from + opening.length;
  while (at < text.length && !text.startsWith(quote, at)) {
    if (text[at] === '\n' && quote.length === 1) return at;
    at = isFormatted && text[at] === '{' ? bracesEnd(text, at, quote) : at + (text[at] === '\\' ? 2 : 1);
  }
  return Math.min(text.length, at + quote.length);
}

function bracesEnd(text: string, at: number, quote: string): number {
  return text[at + 1] === '{' ? at + 2 : fieldEnd(text, at + 1, quote);
}

/** End of a `{…}` of an f-string. Since Python 3.12 strings in it may have the quotes of the f-string. */
function fieldEnd(text: string, from: number, quote: string): number {
  let depth = 1;
  let at = from;
  while (at < text.length && depth > 0) {
    if (text[at] === '\n' && quote.length === 1) return at;
    const string = stringEnd(text, at);
    if (string !== null) at = string;
    else {
      if (text[at] === '{') depth++;
      if (text[at] === '}') depth--;
      at++;
    }
  }
  return at;
}

/** Offset of the `\n` that ends the line of an offset, or of the end of the text. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Offset of the first character of the line of an offset. */
export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

/** Spaces and tabs at the start of the line of an offset. */
export function indentAt(text: string, at: number): string {
  return /^[ \t\f]*/.exec(text.slice(lineStart(text, at), lineEnd(text, at)))![0];
}

/** Whether only its indentation stands before an offset on its line. */
export function startsLine(text: string, at: number): boolean {
  return lineStart(text, at) + indentAt(text, at).length === at;
}

function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}
