import type { ScriptReading } from '../../script/reading/readScript.js';
import { flagsWithoutCompile } from '../checks/script/flagsWithoutCompile.js';
import type { Finding } from '../finding.js';

/** Checks of a script's text, each once. */
const SCRIPT_CHECKS: readonly ((reading: ScriptReading) => Finding[])[] = [flagsWithoutCompile];

/** What is wrong in the text of a script, by line. */
export function scriptFindings(reading: ScriptReading): Finding[] {
  return SCRIPT_CHECKS.flatMap((check) => check(reading));
}
