import { statedVersion } from '../../../src/script/reading/kerasEra.js';
import { readParsed, type ScriptReading } from '../../../src/script/reading/readScript.js';
import type { ParsedScript } from '../../../src/script/syntax/ast.js';
import { parseSource } from '../../../src/script/syntax/parseScript.js';

/** No Python: the second parser reads the text, which takes milliseconds. */
const NONE = { python: 'no such program' };

/**
 * Reads the text of a script, as `train.py`.
 *
 * @param keras its version, as `--keras` states it. Default: what the text says
 * @param modules texts of the modules beside it, by their dotted names
 */
export async function readingOf(
  text: string,
  keras?: string,
  modules: Readonly<Record<string, string>> = {},
): Promise<ScriptReading> {
  const parsed = new Map<string, ParsedScript>();
  for (const [name, source] of Object.entries(modules))
    parsed.set(name, await parseSource(`${name.replaceAll('.', '/')}.py`, source, NONE));
  const hints = keras === undefined ? [] : [statedVersion(keras)];
  return readParsed(await parseSource('train.py', text, NONE), parsed, hints);
}
