import type { Finding } from '../../../../src/diagnose/finding.js';
import type { ScriptReading } from '../../../../src/script/reading/readScript.js';
import { readingOf } from '../../../script/reading/readingOf.js';

/** What a check finds in the text of a script. */
export async function findingsOf(check: (reading: ScriptReading) => Finding[], script: string): Promise<Finding[]> {
  return check(await readingOf(script.trimStart()));
}

/** Severity and lines of findings: enough to see which they are. */
export function inShort(findings: readonly Finding[]): { check: string; severity: string; lines: number[] }[] {
  return findings.map(({ check, severity, places }) => ({
    check,
    severity,
    lines: (places ?? []).map(({ line }) => line),
  }));
}
