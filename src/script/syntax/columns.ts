/** Lines of a text as Python counts them: a form feed or a Unicode separator ends none. */
export function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  // A line break at the end of the file begins no line.
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return lines;
}

/** Turns the byte offsets of Python's `ast`, in UTF-8, into columns of characters from 1. */
export class Columns {
  private readonly offsets = new Map<number, Uint32Array | null>();

  constructor(private readonly lines: readonly string[]) {}

  /** @param line from 1 */
  column(line: number, byte: number): number {
    let table = this.offsets.get(line);
    if (table === undefined) {
      table = characterOfByte(this.lines[line - 1] ?? '');
      this.offsets.set(line, table);
    }
    return (table === null ? byte : (table[byte] ?? table.at(-1)!)) + 1;
  }
}

/** For each byte of a line and its end, the number of characters before it; null where these are the same. */
function characterOfByte(line: string): Uint32Array | null {
  const size = Buffer.byteLength(line);
  if (size === line.length) return null;
  const table = new Uint32Array(size + 1);
  let byte = 0;
  let at = 0;
  for (const character of line) {
    const next = byte + Buffer.byteLength(character);
    table.fill(at, byte, next);
    byte = next;
    at += character.length;
  }
  table[byte] = at;
  return table;
}
