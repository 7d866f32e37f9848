import { bytesOf, encoded, type SourceFile, withMark } from './sourceFile.js';
import { unifiedDiff } from './unifiedDiff.js';

/**
 * The unified diff from a file to its patched text, in the bytes of the file: with its byte order mark, and in its encoding.
 *
 * @param shown path of the file in the diff, relative to where it is applied
 * @throws UserError if the text cannot be written in the encoding of the file
 */
export function scriptDiff(source: SourceFile, after: string, shown: string): Buffer {
  // The same error as where the file itself is written.
  bytesOf(source, after);
  const diff = unifiedDiff(shown, withMark(source, source.text), withMark(source, after));
  // The name of the file is UTF-8, whatever the file is.
  const headers = /^--- .*\n\+{3} .*\n/.exec(diff)?.[0] ?? '';
  return Buffer.concat([Buffer.from(headers), encoded(source, diff.slice(headers.length))!]);
}
