import path from 'node:path';
import { wrapText } from '../base/text/wrapText.js';
import type { Finding } from '../diagnose/finding.js';
import type { FixedFinding } from '../diagnose/fixes/scriptFixes.js';
import type { FoundCauses } from '../diagnose/verdict/findCauses.js';
import {
  type FixedFault,
  type MeasuredPatch,
  measuredPatch,
  type RecipeOf,
} from '../diagnose/verdict/measuredPatch.js';
import { patchScript, type ReadAgain } from '../diagnose/verdict/scriptPatch.js';
import { formatCost } from '../metrics/format.js';
import type { Estimate } from '../metrics/paired.js';
import { cellDiff } from '../script/edit/cellDiff.js';
import { explainEdits } from '../script/edit/explainEdits.js';
import { parsePatched } from '../script/edit/parsePatched.js';
import { scriptDiff } from '../script/edit/scriptDiff.js';
import { readSource, type SourceFile } from '../script/edit/sourceFile.js';
import { writePatched } from '../script/edit/writePatched.js';
import { readAgain, readScript, type ScriptReading } from '../script/reading/readScript.js';
import { recipeFromScript } from '../script/reading/recipeFromScript.js';
import type { ParsedScript } from '../script/syntax/ast.js';
import type { Console } from './console.js';
import type { FixOptions } from './fixOptions.js';
import { writeOutput } from './outputs.js';

/** Which script is patched, and what becomes of the patch. */
type PatchOptions = Omit<FixOptions, 'dataFolder' | 'minutes' | 'changes'> & Partial<Pick<FixOptions, 'changes'>>;

/** What a patch changes. */
export interface WrittenPatch {
  fixed: FixedFinding[];
  /** Faults that were measured on images; empty without images. */
  faults: FixedFault[];
  /** A unified diff in the bytes of the script; empty where nothing is changed. */
  diff: Buffer;
}

/**
 * Writes a script's patch: the fewest lines that remove what is wrong in it. The patched text is read again; what it still has
 * wrong is said.
 *
 * @param found what costs accuracy on images. Default: the text alone is read
 * @throws UserError if the script cannot be read, or the patch not be written
 */
export async function fixScript(
  options: PatchOptions,
  python: string,
  console: Console,
  found?: Pick<FoundCauses, 'verdict' | 'measured'>,
): Promise<WrittenPatch> {
  const { scriptFile, keras, changes } = options;
  const say = (text: string): void => console.print(wrapText(text, console.width));
  const source = await readSource(scriptFile);
  const reading = await readScript(scriptFile, { python, ...(keras !== undefined && { keras }) });
  const reread: ReadAgain = async (changed) => {
    const parsed = await parsePatched(reading.script, changed, { python });
    return parsed && readAgain(reading, parsed);
  };
  const recipeOf: RecipeOf = (of) => recipeFromScript(of, changes).recipe;
  const patch = await (found === undefined
    ? ofText(source, reading, reread)
    : measuredPatch(source, reading, found, reread, recipeOf));
  const { fixed, faults, text, explained } = patch;
  for (const line of outcomes(patch)) say(line);
  if (text === source.text) {
    say(nothingPatched(patch, found === undefined));
    return { fixed, faults, diff: Buffer.alloc(0) };
  }
  for (const line of explained) say(line);
  return { fixed, faults, diff: await writePatch(options, source, reading.script, text, console) };
}

/** Writes or prints the diff, and the script where that is asked for. */
async function writePatch(
  { scriptFile, outFile, write }: PatchOptions,
  source: SourceFile,
  script: ParsedScript,
  text: string,
  console: Console,
): Promise<Buffer> {
  const say = (line: string): void => console.print(wrapText(line, console.width));
  const name = path.basename(scriptFile);
  const diff = scriptDiff(source, text, name);
  if (outFile !== undefined) await writeOutput(outFile, diff);
  else console.print(`\n${script.source.kind === 'notebook' ? cellDiff(source, text, name) : diff}`);
  if (write) {
    const { copy } = await writePatched(source, text);
    say(`${scriptFile} is patched; what it was is in ${copy}.`);
  } else if (outFile !== undefined) say(`Apply it with \`patch -p1 < ${outFile}\`, in the folder of the script.`);
  return diff;
}

function nothingPatched({ fixed, faults }: MeasuredPatch, isOfText: boolean): string {
  if (fixed.length + faults.length > 0) return 'Nothing is patched.';
  return `Nothing wrong is found${isOfText ? ' in the text' : ''}, so there is nothing to patch.`;
}

/** The patch for what is wrong in the text alone. */
async function ofText(source: SourceFile, reading: ScriptReading, reread: ReadAgain): Promise<MeasuredPatch> {
  const { edits, ...patch } = await patchScript(source, reading, reread);
  return { ...patch, faults: [], explained: explainEdits(reading.script, edits) };
}

/** Lines of a finding that are named. */
const MOST_LINES = 3;

/**
 * What becomes of each finding, with what it costs where that was measured; then of the faults that only the images show, and of
 * what is only worth knowing.
 */
function outcomes({ fixed, faults, infos }: MeasuredPatch): string[] {
  const costs = new Map(faults.map(({ fault }) => [fault.check, fault.cost]));
  const known = new Set<string | undefined>(fixed.map(({ finding }) => finding.check));
  return [
    ...fixed.map((one) => outcomeOf(one, costs.get(one.finding.check))),
    ...faults.filter(({ fault }) => fault.check === undefined || !known.has(fault.check)).map(outcomeOfFault),
    ...infos.map(
      (finding) => `${finding.check} (${linesOf(finding)}): not patched, only worth knowing. ${finding.summary}`,
    ),
  ];
}

function outcomeOf({ finding, change, rest = [] }: FixedFinding, cost: Estimate | undefined): string {
  const costs = cost === undefined ? '' : `, costs ${formatCost(cost)}`;
  const name = `${finding.check} (${linesOf(finding)}${costs})`;
  const left = rest.map((one) => `Left (${linesOf(one)}): ${one.summary} To do: ${one.fix.text}`);
  if ('edits' in change) return left.length === 0 ? `${name}: fixed.` : `${name}: fixed in part. ${left.join(' ')}`;
  return `${name}: not patched, since ${change.reason}. To do: ${finding.fix.text}`;
}

/** A fault that was measured, with the lines of Keras to change where no patch has them. */
function outcomeOfFault({ fault, reason }: FixedFault): string {
  const { headline, cost, lines, text } = fault;
  const name = `${headline} (costs ${formatCost(cost)})`;
  if (reason === undefined) return `${name}: fixed.`;
  const todo = text ?? lines.after.join('; ');
  return `${name}: not patched, since ${reason}.${todo === '' ? '' : ` To do: ${todo}`}`;
}

function linesOf({ places = [] }: Finding): string {
  const lines = [...new Set(places.map(({ where }) => where))];
  return lines.slice(0, MOST_LINES).join('; ');
}
