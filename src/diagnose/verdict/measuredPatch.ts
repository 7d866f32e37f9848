import { isDeepStrictEqual } from 'node:util';
import { formatPoints } from '../../metrics/format.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { explainEdits } from '../../script/edit/explainEdits.js';
import { patchedText } from '../../script/edit/patchedText.js';
import type { SourceFile } from '../../script/edit/sourceFile.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { Finding } from '../finding.js';
import { fieldFix } from '../fixes/fieldFix.js';
import { scriptFindings } from '../stages/scriptFindings.js';
import type { FoundCauses } from './findCauses.js';
import { patchScript, type ReadAgain, type ScriptPatch } from './scriptPatch.js';
import type { Fault } from './verdict.js';

/** What becomes of a fault that was measured: whether the patched script is without it, or why not. */
export interface FixedFault {
  fault: Fault;
  /** Undefined where it is fixed. */
  reason?: string;
}

/** A patch of a script that was measured on images. */
export interface MeasuredPatch extends Omit<ScriptPatch, 'edits'> {
  faults: FixedFault[];
  /** What is changed, a line of text for each line of the script. */
  explained: string[];
}

/** The recipe that a reading describes. */
export type RecipeOf = (reading: ScriptReading) => Recipe;

/**
 * Makes the changes of a script that a diagnosis on images speaks for: those for findings of its text, without the ones that
 * gained nothing when they were tried; then the value of each field whose change raised the accuracy.
 */
export async function measuredPatch(
  source: SourceFile,
  reading: ScriptReading,
  { verdict, measured }: Pick<FoundCauses, 'verdict' | 'measured'>,
  readAgain: ReadAgain,
  recipeOf: RecipeOf,
): Promise<MeasuredPatch> {
  const ofText = await patchScript(source, reading, readAgain, ({ check }) => {
    const refuted = verdict.refuted.find((one) => one.check === check);
    return refuted && `${refuted.change} gained ${formatPoints(refuted.gain)} on these images`;
  });
  const fixedChecks = new Set(
    ofText.fixed.flatMap(({ finding, change }) => ('edits' in change ? [finding.check] : [])),
  );
  const explained = explainEdits(reading.script, ofText.edits);
  const wanted = measured.fixed.recipe;
  let state = { text: ofText.text, reading: ofText.edits.length === 0 ? reading : (await readAgain(ofText.text))! };
  const faults: FixedFault[] = [];
  for (const fault of verdict.faults) {
    const isOfText = fault.check !== undefined && fixedChecks.has(fault.check);
    const reasons = new Map<string, string>();
    for (const field of openFields(fault, wanted, recipeOf(state.reading))) {
      const changed = await withField(source, state, field, wanted, readAgain, recipeOf);
      if ('reason' in changed) reasons.set(field, changed.reason);
      else {
        explained.push(...changed.explained);
        state = changed;
      }
    }
    // The text has its own way to the same values, such as `preprocess_input` in place of two numbers.
    const left = isOfText ? [] : openFields(fault, wanted, recipeOf(state.reading));
    const reason = left.flatMap((field) => reasons.get(field) ?? [])[0];
    faults.push({ fault, ...(reason !== undefined && { reason }) });
  }
  return { fixed: ofText.fixed, infos: ofText.infos, text: state.text, faults, explained };
}

/** Fields of a fault that a recipe does not have as they are wanted. */
function openFields({ fields }: Fault, wanted: Recipe, now: Recipe): string[] {
  return fields.filter((field) => !isDeepStrictEqual(now[field as keyof Recipe], wanted[field as keyof Recipe]));
}

/** A script with the wanted value of a field. Read again, it has to be the same recipe but for that field, without a new finding. */
async function withField(
  source: SourceFile,
  { text, reading }: { text: string; reading: ScriptReading },
  field: string,
  wanted: Recipe,
  readAgain: ReadAgain,
  recipeOf: RecipeOf,
): Promise<{ text: string; reading: ScriptReading; explained: string[] } | { reason: string }> {
  if (source.refused !== undefined) return { reason: source.refused };
  const now = recipeOf(reading);
  const change = fieldFix(reading, field, wanted, now);
  if ('reason' in change) return change;
  const changed = patchedText({ ...source, text }, reading.script, change.edits);
  const again = await readAgain(changed);
  const target: Recipe = { ...now, [field]: wanted[field as keyof Recipe] };
  // Without early stopping it is as long as the training.
  if (now.patience === now.epochs) target.patience = target.epochs;
  if (again === undefined || !isDeepStrictEqual(recipeOf(again), target))
    return { reason: 'the changed lines would not read as this change alone' };
  const before = new Set(severe(reading).map(({ check }) => check));
  const added = severe(again).find(({ check }) => !before.has(check));
  if (added !== undefined) return { reason: `the changed script would have another fault, ${added.check}` };
  return { text: changed, reading: again, explained: explainEdits(reading.script, change.edits) };
}

function severe(reading: ScriptReading): Finding[] {
  return scriptFindings(reading).filter(({ severity }) => severity !== 'info');
}
