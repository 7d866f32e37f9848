import type { ParsedScript, Place } from '../syntax/ast.js';
import { lastAtOrBefore } from '../syntax/lastAtOrBefore.js';

/** The text of a script, or of one cell of a notebook, by offsets. Its lines end with `\n`, whatever ends them in the file. */
export class Unit {
  readonly text: string;
  private readonly starts: number[] = [];

  constructor(
    readonly lines: readonly string[],
    readonly cell: number | undefined,
  ) {
    let at = 0;
    for (const line of lines) {
      this.starts.push(at);
      at += line.length + 1;
    }
    this.text = lines.join('\n');
  }

  /** Offset of a line and column, both from 1. */
  offset(line: number, column: number): number {
    const start = this.starts[line - 1];
    return start === undefined ? this.text.length : Math.min(start + column - 1, this.text.length);
  }

  from(place: Place): number {
    return this.offset(place.line, place.column);
  }

  to(place: Place): number {
    return this.offset(place.endLine, place.endColumn);
  }

  textAt(place: Place): string {
    return this.text.slice(this.from(place), this.to(place));
  }

  place(from: number, to: number): Place {
    const [line, column] = this.position(from);
    const [endLine, endColumn] = this.position(to);
    const place: Place = { line, column, endLine, endColumn };
    if (this.cell !== undefined) place.cell = this.cell;
    return place;
  }

  /** A text to put at a place, with a space where it would be one word with what stands beside: `return[1]`, `1if x`. */
  apart(place: Place, text: string): string {
    const before = this.text[this.from(place) - 1] ?? '';
    const after = this.text[this.to(place)] ?? '';
    return `${isWord(before) && isWord(text[0]!) ? ' ' : ''}${text}${isWord(after) && isWord(text.at(-1)!) ? ' ' : ''}`;
  }

  /** Whole lines, with what ends the last of them. */
  wholeLines(first: number, last: number): Place {
    const place: Place = { line: first, column: 1, endLine: last + 1, endColumn: 1 };
    if (this.cell !== undefined) place.cell = this.cell;
    return place;
  }

  /** The start of a line; n + 1 is the end of a text of n lines. */
  startOf(line: number): Place {
    return { ...this.wholeLines(line, line), endLine: line };
  }

  /** A line from 1; empty after the last one. */
  line(line: number): string {
    return this.lines[line - 1] ?? '';
  }

  private position(offset: number): [line: number, column: number] {
    const low = lastAtOrBefore(this.starts.length, (line) => this.starts[line]!, offset);
    return [low + 1, offset - (this.starts[low] ?? 0) + 1];
  }
}

/** A letter, a digit, or a quote, before which letters are a prefix. */
function isWord(sign: string): boolean {
  return /[\p{L}\p{N}_'"]/u.test(sign);
}

const units = new WeakMap<ParsedScript, Map<number | undefined, Unit>>();

/** The text around a place: the script, or the cell. */
export function unitOf(script: ParsedScript, place: Place): Unit {
  let known = units.get(script);
  if (known === undefined) {
    known = new Map(unitsOf(script).map((unit) => [unit.cell, unit]));
    units.set(script, known);
  }
  const unit = known.get(place.cell);
  if (unit === undefined) throw new Error(`${script.file} has no cell ${place.cell}`);
  return unit;
}

function unitsOf({ source }: ParsedScript): Unit[] {
  if (source.kind === 'script') return [new Unit(source.lines, undefined)];
  return source.cells.map(({ cell, lines }) => new Unit(lines, cell));
}
