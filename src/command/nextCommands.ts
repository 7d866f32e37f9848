import { relative as relativePath } from 'node:path';
import { wrapText } from '../base/text/wrapText.js';
import { allEdits, scriptFixes } from '../diagnose/fixes/scriptFixes.js';
import type { ScriptDiagnosis } from './diagnoseScript.js';

/**
 * What to run after a script is diagnosed, in a line: the patch where there is one, and what has not been given yet.
 *
 * @param inputs what the command had: images, in a folder that was named or not, with so many faults measured; a history
 */
export function nextCommands(
  file: string,
  { reading, found }: Pick<ScriptDiagnosis, 'reading' | 'found'>,
  width: number,
  inputs: { data: boolean; dataFolder?: string; numFaults?: number; history: boolean; keras?: string },
): string {
  if (reading.stages.length === 0) return '';
  const isPatched = allEdits(scriptFixes(found)).length > 0;
  const options = [
    `--script ${shown(file)}`,
    ...(inputs.keras === undefined ? [] : [`--keras ${quoted(inputs.keras)}`]),
    ...(inputs.dataFolder === undefined ? [] : [`--data ${shown(inputs.dataFolder)}`]),
  ];
  const commands = [
    ...(isPatched || (inputs.numFaults ?? 0) > 0 ? [`\`npx thaw fix ${options.join(' ')}\` writes a patch`] : []),
    ...(inputs.data
      ? []
      : [
          found.length === 0
            ? '`--data DIR` tries changes on your images'
            : '`--data DIR` measures what each fault costs',
        ]),
    ...(inputs.history ? [] : ['`--history FILE` reads what Keras printed']),
  ];
  return commands.length === 0 ? '' : wrapText(`Next: ${commands.join('; ')}.`, width);
}

/** Characters of a path that is printed again: a longer one would hide what else is said. */
const MOST_PATH = 40;

/** The path of a file as a shell takes it, from the working folder where that is shorter. */
function inShell(file: string): string {
  const relative = relativePath(process.cwd(), file);
  return quoted(relative.length < file.length ? relative : file);
}

function shown(file: string): string {
  const path = inShell(file);
  return path.length > MOST_PATH ? '…' : path;
}

function quoted(word: string): string {
  return /^[\w./~+@%,:=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
