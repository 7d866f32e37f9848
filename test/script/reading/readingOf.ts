import { readParsed, type ScriptReading } from '../../../src/script/reading/readScript.js';
import { parseSource } from '../../../src/script/syntax/parseScript.js';

/** No Python: the second parser reads the text, which takes milliseconds. */
const NONE = { python: 'no such program' };

/** Reads the text of a script, as `train.py`. */
export async function readingOf(text: string): Promise<ScriptReading> {
  return readParsed(await parseSource('train.py', text, NONE));
}
