import path from 'node:path';
import { wrapText } from '../base/text/wrapText.js';
import { allEdits, type FixedFinding, scriptFixes } from '../diagnose/fixes/scriptFixes.js';
import { scriptFindings } from '../diagnose/stages/scriptFindings.js';
import { cellDiff } from '../script/edit/cellDiff.js';
import { explainEdits } from '../script/edit/explainEdits.js';
import { parsePatched } from '../script/edit/parsePatched.js';
import { patchedText } from '../script/edit/patchedText.js';
import { scriptDiff } from '../script/edit/scriptDiff.js';
import { readSource } from '../script/edit/sourceFile.js';
import { writePatched } from '../script/edit/writePatched.js';
import { hintsOf } from '../script/reading/kerasEra.js';
import { readParsed, readScript } from '../script/reading/readScript.js';
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
 * Writes a script's patch: the fewest lines that remove what is wrong in its text. The patched text is read again; what it
 * still has wrong is said.
 *
 * @throws UserError if the script cannot be read, or the patch not be written
 */
export async function fixScript(options: FixOptions, python: string, console: Console): Promise<ScriptPatch> {
  const { scriptFile, keras, outFile, write } = options;
  const say = (text: string): void => console.print(wrapText(text, console.width));
  const source = await readSource(scriptFile);
  const reading = await readScript(scriptFile, { python, keras });
  const { script } = reading;
  const findings = scriptFindings(reading);
  const fixed = scriptFixes(reading, findings);
  for (const { finding, change } of fixed) {
    if ('reason' in change) say(`${finding.check}: not patched, since ${change.reason}. To do: ${finding.fix.text}`);
  }
  const edits = allEdits(fixed);
  if (edits.length === 0) {
    say(
      fixed.length === 0 ? 'Nothing wrong is found in the text, so there is nothing to patch.' : 'Nothing is patched.',
    );
    return { fixed, diff: Buffer.alloc(0) };
  }
  const text = patchedText(source, script, edits);
  const patched = await parsePatched(script, text, { python });
  const left = scriptFindings(readParsed(patched, reading.modules, await hintsOf(scriptFile, keras))).filter(
    ({ severity }) => severity !== 'info',
  );
  for (const line of explainEdits(script, edits)) say(line);
  const diff = scriptDiff(source, text, path.basename(scriptFile));
  if (outFile !== undefined) await writeOutput(outFile, diff);
  else
    console.print(`\n${script.source.kind === 'notebook' ? cellDiff(source, text, path.basename(scriptFile)) : diff}`);
  for (const { check, summary } of left) say(`Still to do, ${check}: ${summary}`);
  if (write) {
    const { copy } = await writePatched(source, text);
    say(`${scriptFile} is patched; what it was is in ${copy}.`);
  } else if (outFile !== undefined) say(`Apply it with \`patch -p1 < ${outFile}\`, in the folder of the script.`);
  return { fixed, diff };
}
