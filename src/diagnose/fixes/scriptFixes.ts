import { firstOfEach } from '../../base/group.js';
import type { Change, Edit } from '../../script/edit/edit.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { CheckName } from '../checks.js';
import type { Finding } from '../finding.js';
import { pipelineFix } from './pipelineFix.js';
import { scalingFix } from './scalingFix.js';
import { bestWeightsFix, flagFix, monitorFix } from './trainingFixes.js';

/** The change of a script's text that removes what a check found, or why it cannot be made safely. */
export type ScriptFix = (reading: ScriptReading, finding: Finding) => Change;

/** Fixes by the check whose finding they remove. */
const FIXES: Partial<Record<CheckName, ScriptFix>> = {
  'wrong-scaling': scalingFix,
  'double-preprocessing': scalingFix,
  'train-validation-mismatch': pipelineFix,
  'unknown-monitor': monitorFix,
  'checkpoint-not-best': bestWeightsFix,
  'flags-without-effect': flagFix,
};

/** What becomes of a finding: edits, or words where the text cannot be changed safely. */
export interface FixedFinding {
  finding: Finding;
  change: Change;
}

/** A change for each finding that costs accuracy. Findings that are only worth knowing have none. */
export function scriptFixes(reading: ScriptReading, findings: readonly Finding[]): FixedFinding[] {
  return findings
    .filter(({ severity }) => severity !== 'info')
    .map((finding) => {
      const fix = FIXES[finding.check];
      const change = fix?.(reading, finding) ?? { reason: 'it takes more than a few lines' };
      return { finding, change };
    });
}

/** All edits, each once: two findings may have the same cause. */
export function allEdits(fixed: readonly FixedFinding[]): Edit[] {
  const edits = fixed.flatMap(({ change }) => ('edits' in change ? change.edits : []));
  return firstOfEach(edits, ({ place, text, side }) => JSON.stringify([place, text, side]));
}
