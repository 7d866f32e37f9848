import type { Place } from './ast.js';
import { Columns } from './columns.js';
import { lastAtOrBefore } from './lastAtOrBefore.js';

/**
 * Places in a text that may stand for another one: where a line was indented otherwise for the parser, its columns are moved
 * back.
 */
export class Places {
  private readonly columns: Columns;
  private readonly starts: number[] = [0];

  /**
   * @param lines what the parser read, joined by line breaks
   * @param shifts by line from 1: how many columns the parser's line is longer at its start
   */
  constructor(
    lines: readonly string[],
    private readonly cell: number | undefined,
    private readonly shifts: ReadonlyMap<number, number> = new Map(),
  ) {
    this.columns = new Columns(lines);
    for (const line of lines) this.starts.push(this.starts.at(-1)! + line.length + 1);
  }

  /** From lines, and byte offsets in UTF-8, as Python's `ast` has them. */
  ofBytes(line: number, byte: number, endLine: number, endByte: number): Place {
    return this.place(line, this.columns.column(line, byte), endLine, this.columns.column(endLine, endByte));
  }

  /** From offsets in the text. */
  ofOffsets(from: number, to: number): Place {
    const line = this.lineAt(from);
    const endLine = this.lineAt(to);
    return this.place(line, from - this.starts[line - 1]! + 1, endLine, to - this.starts[endLine - 1]! + 1);
  }

  private place(line: number, column: number, endLine: number, endColumn: number): Place {
    const start = column - (this.shifts.get(line) ?? 0);
    const place: Place = { line, column: start, endLine, endColumn: endColumn - (this.shifts.get(endLine) ?? 0) };
    if (this.cell !== undefined) place.cell = this.cell;
    return place;
  }

  /** Line from 1 of an offset. */
  private lineAt(offset: number): number {
    return lastAtOrBefore(this.starts.length, (line) => this.starts[line]!, offset) + 1;
  }
}
