import { type CheckName, checkInfo } from '../../src/diagnose/checks.js';
import type { Finding } from '../../src/diagnose/finding.js';
import type { Fault } from './fault.js';

/** A finding without its figures. */
export type Named = Pick<Finding, 'check' | 'severity'>;

/** How one fault fared. */
export interface Judged {
  fault: string;
  /** 1 is first, of the findings above `info`; `info` where it is told as context only, `missed` where not at all. */
  place: number | 'info' | 'missed';
}

/** How the faults of a world fared, and findings above `info` that nothing planted accounts for. */
export function judge(
  faults: readonly Fault[],
  findings: readonly Named[],
): { judged: Judged[]; falseAlarms: string[] } {
  // A check that speaks twice, before and after a first step of mending, is one.
  const grave = [...new Set(findings.filter(({ severity }) => severity !== 'info').map(({ check }) => check))];
  const judged = faults.map(({ name, checks }): Judged => {
    const place = grave.findIndex((check) => checks.includes(check)) + 1;
    const told = findings.some(({ check }) => checks.includes(check));
    return { fault: name, place: place > 0 ? place : told ? 'info' : 'missed' };
  });
  const true_ = new Set(faults.flatMap(({ checks, alsoTrue = [] }) => [...checks, ...alsoTrue]));
  // Symptoms follow wherever accuracy is lost, whatever the cause.
  const isExplained = (check: CheckName): boolean =>
    true_.has(check) || (faults.length > 0 && checkInfo(check).kind === 'symptom');
  return { judged, falseAlarms: grave.filter((check) => !isExplained(check)) };
}
