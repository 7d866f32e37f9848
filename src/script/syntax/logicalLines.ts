import { formatStringEnd } from './formatStrings.js';
import { MAX_BRACKETS } from './limits.js';

/** A word, number, string or sign of a script. */
export interface Token {
  kind: 'name' | 'number' | 'string' | 'sign';
  text: string;
  /** Offset in the text. */
  from: number;
  /** Brackets around it. */
  depth: number;
}

/** A statement without its body, over all its lines: Python's logical line. */
export interface LogicalLine {
  /** Offset of its first character, after the indentation. */
  from: number;
  /** Offset of the line break that ends it, or of the end of the text. */
  to: number;
  indent: string;
  tokens: Token[];
  /** Why no parser can read it; undefined if brackets and strings are closed. */
  broken?: string;
}

const NAME = /[\p{L}_][\p{L}\p{N}\p{M}_]*/uy;
const NUMBER = /(?:0[xXoObB][\da-fA-F_]+|[\d_]*\.?[\d_]*(?:[eE][+-]?[\d_]+)?)[jJlL]?/y;
const PREFIX = /^[rRbBuUfFtT]{1,2}$/;
const OPEN = new Set(['(', '[', '{']);
const CLOSED = new Set([')', ']', '}']);
/** Words that may follow a value on the next line of a bracket. */
const INFIX = new Set(['and', 'or', 'in', 'is', 'not', 'if', 'else', 'for', 'async', 'as']);
/** Words that no line within a bracket begins with. */
const STATEMENT =
  /^(import|def|class|while|with|try|return|raise|del|global|assert|break|continue|pass|except|finally|elif)$/;

/**
 * Reads the logical lines of a text one after another; empty lines and comments are left out. It also reads what is no
 * Python, and says where a bracket or a string is not closed.
 *
 * @param skip end of a line that is no Python, by its start after the indentation; null if it is Python
 */
export function logicalLines(text: string, skip: (from: number) => number | null = () => null): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let at = 0;
  while (at < text.length) {
    const indentEnd = skipSpace(text, at);
    const indent = text.slice(at, indentEnd);
    const first = text[indentEnd];
    if (first === '\n') at = indentEnd + 1;
    else if (first === '#') at = lineEnd(text, indentEnd) + 1;
    else if (first === undefined) break;
    else {
      const skipped = skip(indentEnd);
      const line =
        skipped === null
          ? new Scanner(text, indentEnd, indent).line()
          : { from: indentEnd, to: skipped, indent, tokens: [] };
      lines.push(line);
      at = line.to + 1;
    }
  }
  return lines;
}

/** Offset of the line break after an offset, or of the end of the text. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\f') at++;
  return at;
}

class Scanner {
  private readonly tokens: Token[] = [];
  private readonly open: string[] = [];
  private broken: string | undefined;
  private at: number;

  constructor(
    private readonly text: string,
    private readonly from: number,
    private readonly indent: string,
  ) {
    this.at = from;
  }

  line(): LogicalLine {
    while (!this.ended()) this.step();
    const line: LogicalLine = { from: this.from, to: this.at, indent: this.indent, tokens: this.tokens };
    if (this.open.length > 0) this.broken ??= `'${this.open.at(-1)}' is never closed`;
    if (this.broken !== undefined) line.broken = this.broken;
    return line;
  }

  private ended(): boolean {
    if (this.at >= this.text.length) return true;
    return this.text[this.at] === '\n' && (this.open.length === 0 || this.statementFollows());
  }

  private step(): void {
    const sign = this.text[this.at]!;
    if (sign === '#') this.at = lineEnd(this.text, this.at);
    else if (sign === '\\' && this.text[this.at + 1] === '\n') this.at += 2;
    else if (/\s/.test(sign)) this.at++;
    else if (sign === '"' || sign === "'") this.string(this.at);
    else if (/\d/.test(sign) || (sign === '.' && /\d/.test(this.text[this.at + 1] ?? ''))) this.match(NUMBER, 'number');
    else if (!this.name()) this.sign(sign);
  }

  private match(pattern: RegExp, kind: 'name' | 'number'): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (!found) return false;
    this.push(kind, this.at, this.at + found.length);
    return true;
  }

  private name(): boolean {
    if (!this.match(NAME, 'name')) return false;
    const token = this.tokens.at(-1)!;
    const next = this.text[this.at];
    if ((next === '"' || next === "'") && PREFIX.test(token.text)) {
      this.tokens.pop();
      this.string(token.from);
    }
    return true;
  }

  private push(kind: Token['kind'], from: number, to: number): void {
    this.tokens.push({ kind, text: this.text.slice(from, to), from, depth: this.open.length });
    this.at = to;
  }

  /** @param from where its prefix begins; `this.at` is at its quote */
  private string(from: number): void {
    const quote = this.text[this.at]!;
    const triple = this.text.startsWith(quote.repeat(3), this.at);
    const end = triple ? quote.repeat(3) : quote;
    // Strings in the values of an f-string may have its quotes, from Python 3.12 on.
    const formatEnd =
      triple || !/[ft]/i.test(this.text.slice(from, this.at)) ? null : formatStringEnd(this.text, this.at);
    if (formatEnd !== null) {
      this.push('string', from, formatEnd);
      return;
    }
    let at = this.at + end.length;
    while (at < this.text.length && !this.text.startsWith(end, at) && (triple || this.text[at] !== '\n')) {
      at += this.text[at] === '\\' ? 2 : 1;
    }
    const closed = at < this.text.length && this.text.startsWith(end, at);
    if (!closed) this.broken ??= 'a string is never closed';
    this.push('string', from, Math.min(this.text.length, closed ? at + end.length : at));
  }

  private sign(sign: string): void {
    if (CLOSED.has(sign) && this.open.pop() === undefined) this.broken ??= `'${sign}' closes nothing`;
    this.push('sign', this.at, this.at + 1);
    if (OPEN.has(sign)) this.open.push(sign);
    if (this.open.length > MAX_BRACKETS) this.broken ??= `more than ${MAX_BRACKETS} brackets inside each other`;
  }

  /** Whether the next line, though a bracket is open, can only be another statement. */
  private statementFollows(): boolean {
    const start = skipSpace(this.text, this.at + 1);
    if (start - this.at - 1 > this.indent.length) return false;
    NAME.lastIndex = start;
    const word = NAME.exec(this.text)?.[0];
    if (word === undefined) return false;
    if (STATEMENT.test(word)) return true;
    const last = this.tokens.at(-1)!;
    const isPrefix = PREFIX.test(word) && /["']/.test(this.text[start + word.length] ?? '');
    const isValue = last.kind === 'sign' ? CLOSED.has(last.text) : !(last.kind === 'name' && KEYWORDS.has(last.text));
    return isValue && !isPrefix && !INFIX.has(word);
  }
}

/** Words that a value may follow. */
const KEYWORDS = new Set([...INFIX, 'lambda', 'await', 'yield', 'from', 'return', 'print', 'del', 'assert']);
