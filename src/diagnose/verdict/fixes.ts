import type { CheckName } from '../checks.js';
import { type Finding, type RecipePatch, sortFindings } from '../finding.js';

/** A change that may fix a recipe. */
export interface Fix {
  /** Name of the check that suggests it, the most severe of several. Undefined where none does. */
  check?: CheckName;
  /** What is wrong, in one sentence. */
  summary: string;
  /** What is wrong, in at most ten words, where no check says it. */
  headline?: string;
  /** The change in words: `frozen batch normalization uses moving statistics`. */
  change: string;
  patch: RecipePatch;
  /** What to do in your own code: the `fix.text` of the finding. */
  text?: string;
}

/**
 * Lists the changes to a recipe that findings ask for, the most suspicious first. Findings of severity `info` ask for
 * none; what two checks ask for alike is one fix.
 */
export function fixesOf(findings: readonly Finding[]): Fix[] {
  const fixes = new Map<string, Fix>();
  for (const { check, severity, summary, fix } of sortFindings(findings)) {
    if (severity === 'info' || fix.patch === undefined) continue;
    const key = JSON.stringify(fix.patch);
    if (!fixes.has(key)) fixes.set(key, { check, summary, change: fix.change, patch: fix.patch, text: fix.text });
  }
  return [...fixes.values()];
}
