import { statedVersion } from '../../../src/script/reading/kerasEra.js';
import { readParsed, type ScriptReading } from '../../../src/script/reading/readScript.js';
import { parseSource } from '../../../src/script/syntax/parseScript.js';

/** No Python: the second parser reads the text, which takes milliseconds. */
const NONE = { python: 'no such program' };

/**
 * Reads the text of a script, as `train.py`.
 *
 * @param keras its version, as `--keras` states it. Default: what the text says
 */
export async function readingOf(text: string, keras?: string): Promise<ScriptReading> {
  const hints = keras === undefined ? [] : [statedVersion(keras)];
  return readParsed(await parseSource('train.py', text, NONE), new Map(), hints);
}
