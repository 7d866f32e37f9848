import type { ParsedScript } from '../syntax/ast.js';
import { type ParseOptions, parseSource } from '../syntax/parseScript.js';
import { walk } from '../syntax/walk.js';

/**
 * Parses a patched text, as a proof that it still is what it was.
 *
 * @throws Error if more of it cannot be read than before: the patch is a bug of thaw, and nobody shall get it
 */
export async function parsePatched(before: ParsedScript, text: string, options: ParseOptions): Promise<ParsedScript> {
  const after = await parseSource(before.file, text, options);
  const [was, is] = [countUnparsed(before), countUnparsed(after)];
  if (is > was) throw new Error(`The patch of ${before.file} leaves ${is} parts unreadable, where ${was} were before.`);
  return after;
}

function countUnparsed({ body }: ParsedScript): number {
  return [...walk(body)].filter(({ type }) => type === 'Unparsed').length;
}
