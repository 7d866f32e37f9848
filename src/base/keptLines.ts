import * as fs from 'node:fs/promises';
import { writeThroughPart } from './wholeFile.js';

/** Bytes that are written or read at once. */
const AT_ONCE = 2 ** 20;

const NEW_LINE = 10;

/**
 * Writes values as JSON, a line each, and their number last. A million of them need not fit into one string, which ends at 512 MB.
 *
 * @param values none of them a number
 */
export async function writeKeptLines(file: string, values: Iterable<object>): Promise<void> {
  await writeThroughPart(file, async (part) => {
    const handle = await fs.open(part, 'w');
    try {
      let count = 0;
      let text = '';
      for (const value of values) {
        count++;
        text += `${JSON.stringify(value)}\n`;
        if (text.length < AT_ONCE) continue;
        await handle.writeFile(text);
        text = '';
      }
      await handle.writeFile(`${text}${count}\n`);
    } finally {
      await handle.close();
    }
  });
}

/**
 * Reads what `writeKeptLines` wrote. A file that is cut short or no such file counts as absent, so that it is made anew.
 *
 * @param read what becomes of a value and its index. Default: the value as it is
 * @returns undefined where it is absent or damaged
 */
export async function readKeptLines<T, R = T>(
  file: string,
  read: (value: T, index: number) => R = (value) => value as unknown as R,
): Promise<R[] | undefined> {
  const values: R[] = [];
  let count: number | undefined;
  try {
    for await (const line of linesOf(file)) {
      const value = JSON.parse(line.toString()) as T | number;
      // After the number there is nothing more.
      if (count !== undefined) return undefined;
      if (typeof value === 'number') count = value;
      else values.push(read(value, values.length));
    }
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return count === values.length ? values : undefined;
}

/** The lines of a file, without what ends them. Node's own also end at characters that JSON leaves as they are. */
async function* linesOf(file: string): AsyncGenerator<Buffer> {
  const handle = await fs.open(file);
  try {
    let rest = Buffer.alloc(0);
    for (;;) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(AT_ONCE), 0, AT_ONCE);
      const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      let from = 0;
      for (let end = bytes.indexOf(NEW_LINE); end !== -1; end = bytes.indexOf(NEW_LINE, from)) {
        yield bytes.subarray(from, end);
        from = end + 1;
      }
      rest = bytes.subarray(from);
      if (bytesRead === 0) break;
    }
    if (rest.length > 0) yield rest;
  } finally {
    await handle.close();
  }
}
