import path from 'node:path';
import { wrapText } from '../base/text/wrapText.js';
import type { Finding } from '../diagnose/finding.js';
import type { FixedFinding } from '../diagnose/fixes/scriptFixes.js';
import { patchScript } from '../diagnose/verdict/scriptPatch.js';
import { cellDiff } from '../script/edit/cellDiff.js';
import { explainEdits } from '../script/edit/explainEdits.js';
import { parsePatched } from '../script/edit/parsePatched.js';
import { scriptDiff } from '../script/edit/scriptDiff.js';
import { readSource } from '../script/edit/sourceFile.js';
import { writePatched } from '../script/edit/writePatched.js';
import { readAgain, readScript } from '../script/reading/readScript.js';
import type { Console } from './console.js';
import type { FixOptions } from './fixOptions.js';
import { writeOutput } from './outputs.js';

/** What a patch changes. */
export interface ScriptPatch {
  fixed: FixedFinding[];
  /** A unified diff in the bytes of the script; empty where nothing is changed. */
  diff: Buffer;
}

/**
 * Writes a script's patch: the fewest lines that remove what is wrong in its text. The patched text is read again; a change
 * after which the fault is still there, or another one, is left out, and the reason is printed.
 *
 * @throws UserError if the script cannot be read, or the patch not be written
 */
export async function fixScript(options: FixOptions, python: string, console: Console): Promise<ScriptPatch> {
  const { scriptFile, outFile, write, keras } = options;
  const say = (text: string): void => console.print(wrapText(text, console.width));
  const source = await readSource(scriptFile);
  const reading = await readScript(scriptFile, { python, keras });
  const { script } = reading;
  const { fixed, edits, text } = await patchScript(source, reading, async (changed) => {
    const parsed = await parsePatched(script, changed, { python });
    return parsed && readAgain(reading, parsed);
  });
  for (const one of fixed) say(outcomeOf(one));
  if (edits.length === 0) {
    say(
      fixed.length === 0 ? 'Nothing wrong is found in the text, so there is nothing to patch.' : 'Nothing is patched.',
    );
    return { fixed, diff: Buffer.alloc(0) };
  }
  for (const line of explainEdits(script, edits)) say(line);
  const diff = scriptDiff(source, text, path.basename(scriptFile));
  if (outFile !== undefined) await writeOutput(outFile, diff);
  else
    console.print(`\n${script.source.kind === 'notebook' ? cellDiff(source, text, path.basename(scriptFile)) : diff}`);
  if (write) {
    const { copy } = await writePatched(source, text);
    say(`${scriptFile} is patched; what it was is in ${copy}.`);
  } else if (outFile !== undefined) say(`Apply it with \`patch -p1 < ${outFile}\`, in the folder of the script.`);
  return { fixed, diff };
}

/** Lines of a finding that are named. */
const MOST_LINES = 3;

function outcomeOf({ finding, change }: FixedFinding): string {
  const name = `${finding.check} (${linesOf(finding)})`;
  if ('edits' in change) return `${name}: fixed.`;
  return `${name}: not patched, since ${change.reason}. To do: ${finding.fix.text}`;
}

function linesOf({ places = [] }: Finding): string {
  const lines = [...new Set(places.map(({ where }) => where))];
  return lines.slice(0, MOST_LINES).join('; ');
}
