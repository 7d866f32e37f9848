import type { CheckName } from '../checks.js';
import { type Finding, type RecipePatch, sortFindings } from '../finding.js';

/** A change that may fix a recipe, as the verdict applies and measures it. */
export interface Fix {
  /** Name of the check that suggests it, the most severe of several. Undefined where none does. */
  check?: CheckName;
  /** What is wrong, in one sentence. */
  summary: string;
  /** Label of the fix: `frozen batch normalization uses moving statistics`. */
  change: string;
  patch: RecipePatch;
  /** What to do in your own code: the `fix.text` of the finding. */
  text?: string;
}

/**
 * Lists the fixes of findings above `info`, by severity, and within one severity in the order of the findings. What two
 * checks suggest alike is one fix.
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
