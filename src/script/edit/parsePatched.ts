import type { ParsedScript } from '../syntax/ast.js';
import { type ParseOptions, parseSource } from '../syntax/parseScript.js';
import { walk } from '../syntax/walk.js';

/**
 * Parses a patched text, as a proof that it still is what it was.
 *
 * @returns undefined if more of it cannot be read than before: then the edits have a bug, and are not to be shown
 */
export async function parsePatched(
  before: ParsedScript,
  text: string,
  options: ParseOptions,
): Promise<ParsedScript | undefined> {
  const after = await parseSource(before.file, text, options);
  return countUnparsed(after) > countUnparsed(before) ? undefined : after;
}

function countUnparsed({ body }: ParsedScript): number {
  return [...walk(body)].filter(({ type }) => type === 'Unparsed').length;
}
