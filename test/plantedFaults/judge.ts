import { type CheckName, checkInfo } from '../../src/diagnose/checks.js';
import type { Finding } from '../../src/diagnose/finding.js';
import type { Fault } from './fault.js';

/** A finding without its figures. */
export type Named = Pick<Finding, 'check' | 'severity'>;

/** How one fault was found. */
export interface Judged {
  fault: string;
  /** 1 is first, of the findings above `info`; `info` where it is context only, `missed` where it is not found. */
  place: number | 'info' | 'missed';
}

/** How the faults of a world were found, and findings above `info` that no planted fault explains. */
export function judge(
  faults: readonly Fault[],
  findings: readonly Named[],
): { judged: Judged[]; falseAlarms: string[] } {
  // A check that reports twice, before and after a first fix, counts once.
  const severe = [...new Set(findings.filter(({ severity }) => severity !== 'info').map(({ check }) => check))];
  const judged = faults.map(({ name, checks }): Judged => {
    const place = severe.findIndex((check) => checks.includes(check)) + 1;
    const isFound = findings.some(({ check }) => checks.includes(check));
    return { fault: name, place: place > 0 ? place : isFound ? 'info' : 'missed' };
  });
  const true_ = new Set(faults.flatMap(({ checks, alsoTrue = [] }) => [...checks, ...alsoTrue]));
  // Symptoms follow wherever accuracy is lost, whatever the cause.
  const isExplained = (check: CheckName): boolean =>
    true_.has(check) || (faults.length > 0 && checkInfo(check).kind === 'symptom');
  return { judged, falseAlarms: severe.filter((check) => !isExplained(check)) };
}
