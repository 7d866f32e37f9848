import { patchScript } from '../../../src/diagnose/verdict/scriptPatch.js';
import { parsePatched } from '../../../src/script/edit/parsePatched.js';
import { sourceOf } from '../../../src/script/edit/sourceFile.js';
import { statedVersion } from '../../../src/script/reading/kerasEra.js';
import { readAgain, readParsed } from '../../../src/script/reading/readScript.js';
import { parseSource } from '../../../src/script/syntax/parseScript.js';

/** The second parser takes milliseconds. */
const QUICK = { python: 'no such program' };

export interface PatchOf {
  text: string;
  /** Checks whose finding is gone. */
  fixed: string[];
  /** Why a finding is left, by check. */
  words: Record<string, string>;
}

/**
 * What `thaw fix` makes of a script, whose patched text is read again.
 *
 * @param keras version that the user names: `2.2.4`
 */
export async function patchOf(text: string, keras?: string): Promise<PatchOf> {
  const script = await parseSource('train.py', text, QUICK);
  const reading = readParsed(script, new Map(), keras === undefined ? [] : [statedVersion(keras)]);
  const patch = await patchScript(sourceOf('train.py', Buffer.from(text)), reading, async (changed) => {
    const parsed = await parsePatched(script, changed, QUICK);
    return parsed && readAgain(reading, parsed);
  });
  const fixed = patch.fixed.flatMap(({ finding, change }) => ('edits' in change ? [finding.check] : []));
  const words = patch.fixed.flatMap(({ finding, change }) =>
    'reason' in change ? [[finding.check, change.reason] as const] : [],
  );
  return { text: patch.text, fixed, words: Object.fromEntries(words) };
}

/** The lines that a patch adds to a script. */
export async function addedLines(text: string, keras?: string): Promise<string[]> {
  const before = text.split('\n');
  return (await patchOf(text, keras)).text.split('\n').flatMap((line) => (before.includes(line) ? [] : [line.trim()]));
}
