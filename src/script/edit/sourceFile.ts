import * as fs from 'node:fs/promises';
import { digestOfBytes } from '../../base/digest.js';
import { UserError } from '../../base/errors.js';

/** A script or notebook as it stands on the disk. */
export interface SourceFile {
  file: string;
  /** Without the byte order mark. A byte that is not UTF-8 is a lone surrogate, U+DC00 + byte, as in Python. */
  text: string;
  /** Whether it begins with a byte order mark. */
  hasMark: boolean;
  /** Whether its bytes are UTF-8, and no line says otherwise. */
  isUtf8: boolean;
  /** SHA-256 of its bytes: to see whether it was changed since. */
  digest: string;
}

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** A declaration of an encoding, as in PEP 263: in one of the first two lines. */
const DECLARED = /^(?:[^\n\r]*(?:\r\n|\r|\n))?[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;

export async function readSource(file: string): Promise<SourceFile> {
  return sourceOf(file, await fs.readFile(file));
}

/** A file of these bytes. */
export function sourceOf(file: string, bytes: Buffer): SourceFile {
  const hasMark = bytes.subarray(0, MARK.length).equals(MARK);
  const text = decode(hasMark ? bytes.subarray(MARK.length) : bytes);
  const declared = DECLARED.exec(text)?.[1]?.toLowerCase().replace('_', '-') ?? 'utf-8';
  const isUtf8 = !LONE.test(text) && /^(utf-?8(-sig)?|ascii|us-ascii)$/.test(declared);
  return { file, text, hasMark, isUtf8, digest: digestOfBytes(bytes) };
}

/**
 * The bytes of a changed text of a file; those that are not UTF-8 are kept.
 *
 * @throws UserError if a text with letters beyond ASCII would come into a file of another encoding
 */
export function bytesOf(source: SourceFile, text: string): Buffer {
  if (!source.isUtf8 && countBeyondAscii(text) > countBeyondAscii(source.text)) {
    throw new UserError(
      `What is written into ${source.file} is expected to be ASCII, since the file is not UTF-8.`,
      'other letters',
      'Save the file as UTF-8, and try again.',
    );
  }
  const parts = text.split(/([\uDC80-\uDCFF])/u);
  const bytes = parts.map((part, index) =>
    index % 2 === 0 ? Buffer.from(part) : Buffer.from([part.charCodeAt(0) & 0xff]),
  );
  return Buffer.concat(source.hasMark ? [MARK, ...bytes] : bytes);
}

const LONE = /[\uDC80-\uDCFF]/u;

function countBeyondAscii(text: string): number {
  return text.match(/[^\0-\x7f]/g)?.length ?? 0;
}

function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (Buffer.from(text).equals(bytes)) return text;
  return decodeParts(bytes);
}

/** UTF-8 where it is, and a lone surrogate for each other byte. */
function decodeParts(bytes: Buffer): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    let end = at;
    while (end < bytes.length && bytes[end]! < 0x80) end++;
    text += bytes.toString('latin1', at, end);
    if (end === bytes.length) break;
    const size = sequenceSize(bytes, end);
    text += size === 0 ? String.fromCharCode(0xdc00 + bytes[end]!) : bytes.toString('utf8', end, end + size);
    at = end + Math.max(1, size);
  }
  return text;
}

/** Bytes of the character of UTF-8 that begins at an offset; 0 if none does. */
function sequenceSize(bytes: Buffer, at: number): number {
  const first = bytes[at]!;
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  const part = bytes.subarray(at, at + size);
  return size > 0 && part.length === size && Buffer.from(part.toString('utf8')).equals(part) ? size : 0;
}
