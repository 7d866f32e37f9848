import { readFile, stat } from 'node:fs/promises';
import { UserError } from '../../base/errors.js';

/** Longest script, and longest text of all cells of a notebook, in bytes. */
export const MAX_SCRIPT: number = 5 * 2 ** 20;
/** Largest notebook in bytes, most of which is images of its outputs. */
const MAX_NOTEBOOK = 100 * 2 ** 20;

/** Names in a `coding` comment that Node writes otherwise; Node reads more of these as they are. */
const LATIN1 = /^(latin[-_]?1|l1|iso-?8859-?1|iso8859|cp819|ascii|us-ascii)$/;

/**
 * Reads a file of text that is no larger than a limit.
 *
 * @throws UserError if there is none, it is no file, or it is larger
 */
export async function readScriptFile(file: string, kind: 'script' | 'notebook'): Promise<Buffer> {
  const most = kind === 'script' ? MAX_SCRIPT : MAX_NOTEBOOK;
  const expected = `${file} is expected to be a Python ${kind} of at most ${most / 2 ** 20} MB.`;
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(
      expected,
      error.code === 'ENOENT' ? 'no such file' : error.message,
      'Give the path of your script.',
    );
  });
  // A pipe or a device might never end.
  if (!found.isFile()) {
    throw new UserError(
      expected,
      found.isDirectory() ? 'a folder' : 'a pipe or a device',
      'Give the path of your script.',
    );
  }
  if (found.size > most) {
    const next = kind === 'script' ? 'Give the script that trains.' : 'Clear its outputs and save it again.';
    throw new UserError(expected, `${Math.round(found.size / 2 ** 20)} MB`, next);
  }
  return readFile(file).catch((error: Error) => {
    throw new UserError(expected, error.message, 'Allow reading it.');
  });
}

/** Text of a script; `why` says what is odd about how it is written. */
export interface DecodedText {
  text: string;
  /** `utf-8`, `latin1`, or by the name that `TextDecoder` has for it. */
  encoding: string;
  why?: string;
}

/**
 * Decodes a script as Python does: by its byte order mark, by a comment such as `# -*- coding: latin-1 -*-` in its first two
 * lines, or as UTF-8. Bytes that do not fit are read as Latin-1, which fits any.
 */
export function decodeScript(bytes: Buffer): DecodedText {
  const utf16 = utf16Of(bytes);
  const wide = utf16 === undefined ? null : decode(bytes, utf16);
  if (utf16 !== undefined && wide !== null) {
    return { text: wide, encoding: utf16, why: `It is written in ${utf16}, which Python refuses.` };
  }
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const named = hasMark ? 'utf-8' : (codingOf(bytes) ?? 'utf-8');
  const text = decode(bytes, named);
  if (text !== null) return { text, encoding: labelOf(named) };
  const why = `It is not written in ${named}, as ${named === 'utf-8' ? 'Python expects' : 'it says'}: read as Latin-1.`;
  return { text: bytes.toString('latin1'), encoding: 'latin1', why };
}

/** The UTF-16 whose byte order mark a text begins with. */
export function utf16Of(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

/** Encoding that a comment in the first two lines names, by PEP 263. */
function codingOf(bytes: Buffer): string | null {
  const lines = bytes
    .subarray(0, 1000)
    .toString('latin1')
    .split(/\r\n|\r|\n/);
  for (const line of lines.slice(0, 2)) {
    const name = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line)?.[1];
    if (name !== undefined) return name.toLowerCase();
    if (!/^[ \t\f]*(#.*)?$/.test(line)) return null;
  }
  return null;
}

/** Null if the bytes are no text of the encoding, or nobody knows it. */
function decode(bytes: Buffer, encoding: string): string | null {
  const label = labelOf(encoding);
  if (label === 'latin1') return bytes.toString('latin1');
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return null; // the caller says so
  }
}

/** As Python: `utf_8`, `utf-8-sig` and `utf8` are one. `TextDecoder` takes Latin-1 for Windows-1252, so a `Buffer` decodes it. */
function labelOf(encoding: string): string {
  if (LATIN1.test(encoding)) return 'latin1';
  return encoding
    .replace(/_/g, '-')
    .replace(/^utf-?8.*$/, 'utf-8')
    .replace(/^cp(125\d)$/, 'windows-$1');
}
