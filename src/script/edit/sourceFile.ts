import * as fs from 'node:fs/promises';
import { digestOfBytes } from '../../base/digest.js';
import { UserError } from '../../base/errors.js';
import { decodeScript } from '../syntax/readText.js';

/** A script or notebook as it stands on the disk. */
export interface SourceFile {
  file: string;
  /** Without the byte order mark; decoded as it is for the parser. */
  text: string;
  /** Whether it begins with a byte order mark of UTF-8. */
  hasMark: boolean;
  /** The bytes of each letter beyond ASCII that the file has; undefined of UTF-8, which has bytes for all. */
  letters?: ReadonlyMap<string, Buffer>;
  /** Why no change of it can be written, as the end of a sentence. */
  refused?: string;
  /** SHA-256 of its bytes: to see whether it was changed since. */
  digest: string;
}

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const ASCII = 0x80;

export async function readSource(file: string): Promise<SourceFile> {
  return sourceOf(file, await fs.readFile(file));
}

/** A file of these bytes. */
export function sourceOf(file: string, bytes: Buffer): SourceFile {
  const hasMark = bytes.subarray(0, MARK.length).equals(MARK);
  const { text, encoding } = decodeScript(bytes);
  const source: SourceFile = { file, text: text.replace(/^\uFEFF/, ''), hasMark, digest: digestOfBytes(bytes) };
  if (encoding === 'utf-8') return source;
  if (encoding.startsWith('utf-16')) {
    return { ...source, refused: `the file is ${encoding}, which Python does not run: save it as UTF-8` };
  }
  const written = { ...source, letters: lettersOf(bytes, encoding) };
  return encoded(written, text)?.equals(bytes) === true
    ? written
    : { ...source, refused: `the file is ${encoding}, and thaw cannot keep every byte of it: save it as UTF-8` };
}

/** Reads a text byte by byte: what comes out has the bytes since the letter before. */
function lettersOf(bytes: Buffer, encoding: string): Map<string, Buffer> {
  const letters = new Map<string, Buffer>();
  const decoder = encoding === 'latin1' ? undefined : new TextDecoder(encoding);
  let start = 0;
  for (let at = 0; at < bytes.length; at++) {
    const one = bytes.subarray(at, at + 1);
    const letter = decoder === undefined ? one.toString('latin1') : decoder.decode(one, { stream: true });
    if (letter === '') continue;
    if (letter.charCodeAt(0) >= ASCII) letters.set(letter, bytes.subarray(start, at + 1));
    start = at + 1;
  }
  return letters;
}

/**
 * The bytes of a changed text of a file, in its encoding.
 *
 * @throws UserError if a letter that the file does not have would come into a file that is not UTF-8, or none can be written
 */
export function bytesOf(source: SourceFile, text: string): Buffer {
  const bytes = source.refused === undefined ? encoded(source, withMark(source, text)) : undefined;
  if (bytes !== undefined) return bytes;
  throw new UserError(
    `What is written into ${source.file} is expected to be ASCII, since the file is not UTF-8.`,
    'other letters',
    'Save the file as UTF-8, and try again.',
  );
}

/** A text of a file as the file begins, with a byte order mark if it has one. */
export function withMark({ hasMark }: SourceFile, text: string): string {
  return hasMark ? `\uFEFF${text}` : text;
}

/** A text in the encoding of a file; undefined if it has a letter that the file has not. */
export function encoded({ letters }: SourceFile, text: string): Buffer | undefined {
  if (letters === undefined) return Buffer.from(text);
  const parts: Buffer[] = [];
  for (const part of text.match(/[\0-\x7f]+|[^\0-\x7f]/gu) ?? []) {
    const bytes = part.charCodeAt(0) < ASCII ? Buffer.from(part) : letters.get(part);
    if (bytes === undefined) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}
