import { firstOfEach } from '../../base/group.js';
import { type NotedPlace, quotePlaces } from '../../script/reading/quotes.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { StageReading } from '../../script/reading/stageReading.js';
import type { Finding } from '../finding.js';

/** A finding about the text of a script: nothing is measured. */
export function scriptFinding(
  reading: ScriptReading,
  {
    check,
    severity,
    summary,
    fix,
    at,
  }: Pick<Finding, 'check' | 'severity' | 'summary'> & {
    /** What to write. */
    fix: string;
    /** The lines, the most telling first; with a note where it helps. */
    at: readonly NotedPlace[];
  },
): Finding {
  return { check, severity, summary, evidence: [], fix: { text: fix }, places: quotePlaces(reading, at) };
}

/** What a check finds in the trainings of a script, each fault once though several trainings share it. */
export function inEachStage(reading: ScriptReading, find: (stage: StageReading) => Finding[]): Finding[] {
  return firstOfEach(reading.stages.flatMap(find), faultKey);
}

/** A text that is the same for the same fault: what is found, in the same place. */
export function faultKey({ check, summary, places = [] }: Finding): string {
  return [check, summary, places[0]?.where].join('\n');
}
